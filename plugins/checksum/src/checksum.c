/* checksum: checksums of bytes, as other programs write them. */
#include "rebe.h"

#include <string.h>

/* A checksum of one kind: where it begins, how bytes change it, and how it ends. */
typedef struct algorithm {
    const char *name;
    int digits;
    uint64_t start;
    uint64_t (*add)(uint64_t sum, const uint8_t *bytes, size_t count);
    uint64_t (*end)(uint64_t sum, uint64_t size);
} algorithm;

/* Kinds that one call may ask for. */
#define MOST 8

typedef struct sums {
    const algorithm *algorithms[MOST];
    uint64_t sums[MOST];
    size_t count;
    uint64_t size;
} sums;

/* A CRC of 32 bits, the least bit of each byte first, with this polynomial. */
static uint64_t reflected(uint64_t sum, const uint8_t *bytes, size_t count, uint32_t polynomial) {
    uint32_t table[256];
    for (uint32_t byte = 0; byte < 256; byte++) {
        table[byte] = byte;
        for (int bit = 0; bit < 8; bit++) {
            table[byte] = (table[byte] >> 1) ^ ((table[byte] & 1) ? polynomial : 0);
        }
    }
    uint32_t crc = (uint32_t)sum;
    for (size_t at = 0; at < count; at++) {
        crc = (crc >> 8) ^ table[(crc ^ bytes[at]) & 0xFF];
    }
    return crc;
}

static uint64_t add_crc32(uint64_t sum, const uint8_t *bytes, size_t count) {
    return reflected(sum, bytes, count, 0xEDB88320);
}

static uint64_t add_crc32c(uint64_t sum, const uint8_t *bytes, size_t count) {
    return reflected(sum, bytes, count, 0x82F63B78);
}

static uint64_t invert(uint64_t sum, uint64_t size) {
    (void)size;
    return ~(uint32_t)sum;
}

static uint64_t keep(uint64_t sum, uint64_t size) {
    (void)size;
    return sum;
}

/* The CRC of POSIX: the most bit of each byte first. */
static uint64_t add_cksum(uint64_t sum, const uint8_t *bytes, size_t count) {
    uint32_t crc = (uint32_t)sum;
    for (size_t at = 0; at < count; at++) {
        crc ^= (uint32_t)bytes[at] << 24;
        for (int bit = 0; bit < 8; bit++) {
            crc = (crc << 1) ^ ((crc & 0x80000000) ? 0x04C11DB7 : 0);
        }
    }
    return crc;
}

/* The size belongs to it, as few bytes as it takes. */
static uint64_t end_cksum(uint64_t sum, uint64_t size) {
    for (; size > 0; size >>= 8) {
        uint8_t byte = (uint8_t)size;
        sum = add_cksum(sum, &byte, 1);
    }
    return ~(uint32_t)sum;
}

static uint64_t add_adler32(uint64_t sum, const uint8_t *bytes, size_t count) {
    uint32_t low = (uint32_t)sum & 0xFFFF;
    uint32_t high = (uint32_t)sum >> 16;
    for (size_t at = 0; at < count; at++) {
        low = (low + bytes[at]) % 65521;
        high = (high + low) % 65521;
    }
    return (uint64_t)high << 16 | low;
}

static uint64_t add_fnv1a(uint64_t sum, const uint8_t *bytes, size_t count) {
    for (size_t at = 0; at < count; at++) {
        sum = (sum ^ bytes[at]) * 0x100000001B3;
    }
    return sum;
}

static const algorithm algorithms[] = {
    {"crc32", 8, 0xFFFFFFFF, add_crc32, invert},
    {"crc32c", 8, 0xFFFFFFFF, add_crc32c, invert},
    {"adler32", 8, 1, add_adler32, keep},
    {"cksum", 8, 0, add_cksum, end_cksum},
    {"fnv1a", 16, 0xCBF29CE484222325, add_fnv1a, keep},
};

static const algorithm *find(rebe_text name) {
    for (size_t at = 0; at < sizeof(algorithms) / sizeof(algorithms[0]); at++) {
        if (rebe_is(name, algorithms[at].name)) {
            return &algorithms[at];
        }
    }
    return NULL;
}

static bool columns(const rebe_call *call, const rebe_columns *in, rebe_columns *out) {
    (void)in;
    size_t count = rebe_argument_count(call, "algorithm");
    if (count > MOST) {
        return rebe_fail("these are more checksums than there are", NULL, "algorithm");
    }
    for (size_t at = 0; at < count; at++) {
        if (find(rebe_argument_text_at(call, "algorithm", at)) == NULL) {
            return rebe_fail("there is no such checksum",
                             "there are crc32, crc32c, adler32, cksum and fnv1a", "algorithm");
        }
    }
    rebe_add_column(out, "algorithm", "string");
    rebe_add_column(out, "checksum", "string");
    rebe_add_column(out, "number", "int?");
    rebe_add_column(out, "size", "filesize");
    return true;
}

static bool begin(void *state, const rebe_call *call, const rebe_columns *in) {
    (void)in;
    sums *stage = state;
    size_t count = rebe_argument_count(call, "algorithm");
    stage->count = count > 0 ? count : 1;
    for (size_t at = 0; at < stage->count; at++) {
        rebe_text name = rebe_argument_text_at(call, "algorithm", at);
        stage->algorithms[at] = count > 0 ? find(name) : &algorithms[0];
        stage->sums[at] = stage->algorithms[at]->start;
    }
    return true;
}

static bool push(void *state, rebe_rows *in, rebe_rows *out) {
    (void)out;
    sums *stage = state;
    for (size_t row = 0; row < in->rows; row++) {
        rebe_text piece = rebe_bytes(in, 0, row);
        for (size_t at = 0; at < stage->count; at++) {
            stage->sums[at] = stage->algorithms[at]->add(stage->sums[at], (const uint8_t *)piece.data,
                                                         piece.size);
        }
        stage->size += piece.size;
    }
    return true;
}

static rebe_text hexadecimal(uint64_t number, int digits) {
    char *text = rebe_room((size_t)digits, 1);
    for (int at = digits; at > 0; at--) {
        text[at - 1] = "0123456789abcdef"[number & 15];
        number >>= 4;
    }
    return (rebe_text){text, (size_t)digits};
}

static bool finish(void *state, rebe_rows *out) {
    const sums *stage = state;
    rebe_text names[MOST];
    rebe_text texts[MOST];
    int64_t numbers[MOST];
    int64_t sizes[MOST];
    bool valid[MOST];
    for (size_t at = 0; at < stage->count; at++) {
        const algorithm *algorithm = stage->algorithms[at];
        uint64_t sum = algorithm->end(stage->sums[at], stage->size);
        names[at] = (rebe_text){algorithm->name, strlen(algorithm->name)};
        texts[at] = hexadecimal(sum, algorithm->digits);
        /* What does not fit into a number of the language is none. */
        valid[at] = sum <= INT64_MAX;
        numbers[at] = valid[at] ? (int64_t)sum : 0;
        sizes[at] = (int64_t)stage->size;
    }
    out->rows = (uint32_t)stage->count;
    rebe_put_bytes(out, 0, names, NULL);
    rebe_put_bytes(out, 1, texts, NULL);
    rebe_put_ints(out, 2, numbers, valid);
    rebe_put_ints(out, 3, sizes, NULL);
    return true;
}

static const rebe_param params[] = {
    {"algorithm", "crc32, crc32c, adler32, cksum or fnv1a; crc32 if none is named", "string", REBE_ANY},
    {0},
};

static const rebe_example examples[] = {
    {"of a text", "\"123456789\" | checksum",
     "{\"algorithm\":\"crc32\",\"checksum\":\"cbf43926\",\"number\":3421780262,\"size\":9}\n"},
    {"what the program cksum says", "\"123456789\" | checksum cksum | get number", "[930766865]\n"},
    {0},
};

static const rebe_command commands[] = {
    {
        .name = "checksum",
        .summary = "compute checksums of a text or of bytes",
        .input = REBE_BYTES,
        .params = params,
        .examples = examples,
        .state = sizeof(sums),
        .columns = columns,
        .open = begin,
        .push = push,
        .finish = finish,
    },
    {0},
};

const rebe_plugin rebe_self = {
    .name = "checksum",
    .version = "0.1.0",
    .summary = "computes checksums as other programs do",
    .commands = commands,
};
