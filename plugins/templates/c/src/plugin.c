/* {{name}}: a plugin of rebe. */
#include "rebe.h"

/* What a stage has to know. */
typedef struct words {
    size_t text;
    size_t words;
    int64_t least;
} words;

static bool columns(const rebe_call *call, const rebe_columns *in, rebe_columns *out) {
    size_t text = rebe_find_column(in, rebe_argument_text(call, "text"));
    rebe_text type = rebe_column_type(in, text);
    bool nullable = rebe_is(type, "string?");
    if (!nullable && !rebe_is(type, "string")) {
        return rebe_fail("this is no column of texts", "name one of type string", "text");
    }
    rebe_add_columns(out, in);
    rebe_add_column(out, "words", nullable ? "int?" : "int");
    return true;
}

static bool begin(void *state, const rebe_call *call, const rebe_columns *in) {
    words *stage = state;
    stage->text = rebe_find_column(in, rebe_argument_text(call, "text"));
    stage->words = rebe_find_column(in, (rebe_text){"words", 5});
    stage->least = 1;
    rebe_argument_int(call, "least", &stage->least);
    return true;
}

static int64_t count(rebe_text text, int64_t least) {
    int64_t found = 0;
    int64_t letters = 0;
    for (size_t at = 0; at <= text.size; at++) {
        char byte = at < text.size ? text.data[at] : ' ';
        if (byte == ' ' || (byte >= '\t' && byte <= '\r')) {
            found += letters > 0 && letters >= least;
            letters = 0;
        } else if ((byte & 0xC0) != 0x80) {
            /* Further bytes of a letter of UTF-8 do not count. */
            letters++;
        }
    }
    return found;
}

static bool push(void *state, rebe_rows *in, rebe_rows *out) {
    const words *stage = state;
    int64_t *found = rebe_room(in->rows, sizeof(int64_t));
    bool *valid = rebe_room(in->rows, sizeof(bool));
    for (size_t row = 0; row < in->rows; row++) {
        valid[row] = rebe_has(in, stage->text, row);
        found[row] = count(rebe_bytes(in, stage->text, row), stage->least);
    }
    rebe_pass(in, out);
    rebe_put_ints(out, stage->words, found, valid);
    return true;
}

static const rebe_param params[] = {
    {"text", "the texts", NULL, REBE_ONE},
    {"least", "the letters that a word has at least", "int", REBE_OPTIONAL},
    {0},
};

static const rebe_example examples[] = {
    {"of one text", "[{text: \"web01 is up\"}] | {{name}} text",
     "{\"text\":\"web01 is up\",\"words\":3}\n"},
    {0},
};

static const rebe_command commands[] = {
    {
        .name = "{{name}}",
        .summary = "add how many words texts have",
        .input = REBE_TABLE,
        .params = params,
        .examples = examples,
        .state = sizeof(words),
        .columns = columns,
        .open = begin,
        .push = push,
    },
    {0},
};

const rebe_plugin rebe_self = {
    .name = "{{name}}",
    .version = "0.1.0",
    .summary = "counts words",
    .commands = commands,
};
