/* The library for plugins in C: what the interface wants, made of what `rebe.h` offers. */
#include "rebe.h"

#include <stdlib.h>
#include <string.h>

typedef exports_rebe_plugin_commands_problem_t problem;
typedef exports_rebe_plugin_commands_column_type_t column_type;
typedef exports_rebe_plugin_commands_column_t column;

/* A stage at work. */
struct exports_rebe_plugin_commands_stage_t {
    const rebe_command *command;
    void *state;
};

static const char *failed_message;
static const char *failed_help;
static const char *failed_argument;

void *rebe_room(size_t count, size_t size) {
    void *room = calloc(count > 0 ? count : 1, size > 0 ? size : 1);
    if (room == NULL) {
        __builtin_trap();
    }
    return room;
}

/* A list with room for one more, which goes on from `list` of `count`. */
static void *grown(void *list, size_t count, size_t size) {
    void *room = rebe_room(count + 1, size);
    if (count > 0) {
        memcpy(room, list, count * size);
        free(list);
    }
    return room;
}

static plugin_string_t copied(rebe_text text) {
    plugin_string_t copy = {rebe_room(text.size, 1), text.size};
    if (text.size > 0) {
        memcpy(copy.ptr, text.data, text.size);
    }
    return copy;
}

static plugin_string_t string(const char *text) {
    return copied((rebe_text){text, text == NULL ? 0 : strlen(text)});
}

static rebe_text seen(plugin_string_t text) {
    return (rebe_text){(const char *)text.ptr, text.len};
}

/* What goes wrong. */

bool rebe_fail(const char *message, const char *help, const char *argument) {
    failed_message = message;
    failed_help = help;
    failed_argument = argument;
    return false;
}

static problem told(void) {
    problem told = {0};
    told.message = string(failed_message == NULL ? "it failed and did not say why" : failed_message);
    told.help = string(failed_help);
    told.place.is_some = failed_argument != NULL;
    if (told.place.is_some) {
        told.place.val.argument = string(failed_argument);
    }
    return told;
}

/* Arguments. */

bool rebe_is(rebe_text text, const char *other) {
    return text.size == strlen(other) && memcmp(text.data, other, text.size) == 0;
}

typedef exports_rebe_plugin_commands_list_value_t values;

/* All values of an argument. */
static values all(const rebe_call *call, const char *name) {
    for (size_t at = 0; at < call->arguments.len; at++) {
        const exports_rebe_plugin_commands_argument_t *argument = &call->arguments.ptr[at];
        if (rebe_is(seen(argument->name), name)) {
            return argument->values;
        }
    }
    return (values){NULL, 0};
}

static const exports_rebe_plugin_commands_value_t *given(const rebe_call *call, const char *name) {
    values given = all(call, name);
    return given.len > 0 ? given.ptr : NULL;
}

size_t rebe_argument_count(const rebe_call *call, const char *name) {
    return all(call, name).len;
}

rebe_text rebe_argument_text_at(const rebe_call *call, const char *name, size_t at) {
    values given = all(call, name);
    if (at >= given.len || given.ptr[at].tag != EXPORTS_REBE_PLUGIN_COMMANDS_VALUE_TEXT) {
        return (rebe_text){"", 0};
    }
    return seen(given.ptr[at].val.text);
}

rebe_text rebe_argument_text(const rebe_call *call, const char *name) {
    return rebe_argument_text_at(call, name, 0);
}

bool rebe_argument_int(const rebe_call *call, const char *name, int64_t *number) {
    const exports_rebe_plugin_commands_value_t *value = given(call, name);
    if (value == NULL) {
        return false;
    }
    switch (value->tag) {
    case EXPORTS_REBE_PLUGIN_COMMANDS_VALUE_INT:
    case EXPORTS_REBE_PLUGIN_COMMANDS_VALUE_DURATION:
    case EXPORTS_REBE_PLUGIN_COMMANDS_VALUE_FILESIZE:
        *number = value->val.int_;
        return true;
    default:
        return false;
    }
}

bool rebe_argument_float(const rebe_call *call, const char *name, double *number) {
    const exports_rebe_plugin_commands_value_t *value = given(call, name);
    if (value == NULL || value->tag != EXPORTS_REBE_PLUGIN_COMMANDS_VALUE_FLOAT) {
        return false;
    }
    *number = value->val.float_;
    return true;
}

bool rebe_argument_switch(const rebe_call *call, const char *name) {
    const exports_rebe_plugin_commands_value_t *value = given(call, name);
    return value != NULL && value->tag == EXPORTS_REBE_PLUGIN_COMMANDS_VALUE_BOOL && value->val.bool_;
}

/* Columns. */

size_t rebe_find_column(const rebe_columns *columns, rebe_text name) {
    for (size_t at = 0; at < columns->len; at++) {
        rebe_text other = seen(columns->ptr[at].name);
        if (other.size == name.size && memcmp(other.data, name.data, name.size) == 0) {
            return at;
        }
    }
    return REBE_NONE;
}

rebe_text rebe_column_type(const rebe_columns *columns, size_t place) {
    return place < columns->len ? seen(columns->ptr[place].ty) : (rebe_text){"", 0};
}

static size_t add(rebe_columns *columns, rebe_text name, rebe_text type) {
    size_t place = rebe_find_column(columns, name);
    if (place == REBE_NONE) {
        place = columns->len;
        columns->ptr = grown(columns->ptr, columns->len, sizeof(column_type));
        columns->len++;
    }
    columns->ptr[place] = (column_type){copied(name), copied(type)};
    return place;
}

size_t rebe_add_column(rebe_columns *columns, const char *name, const char *type) {
    return add(columns, (rebe_text){name, strlen(name)}, (rebe_text){type, strlen(type)});
}

void rebe_add_columns(rebe_columns *columns, const rebe_columns *from) {
    for (size_t at = 0; at < from->len; at++) {
        add(columns, seen(from->ptr[at].name), seen(from->ptr[at].ty));
    }
}

/* Cells. */

static bool bit(const uint8_t *bitmap, size_t bits, size_t at) {
    return at / 8 < bits && (bitmap[at / 8] >> (at % 8) & 1) == 1;
}

static const column *of(const rebe_rows *rows, size_t at) {
    return at < rows->columns.len ? &rows->columns.ptr[at] : NULL;
}

bool rebe_has(const rebe_rows *rows, size_t place, size_t row) {
    const column *cells = of(rows, place);
    if (cells == NULL || row >= rows->rows) {
        return false;
    }
    return !cells->validity.is_some || bit(cells->validity.val.ptr, cells->validity.val.len, row);
}

int64_t rebe_int(const rebe_rows *rows, size_t place, size_t row) {
    const column *cells = of(rows, place);
    if (cells == NULL || cells->cells.tag != EXPORTS_REBE_PLUGIN_COMMANDS_CELLS_INTS ||
        row >= cells->cells.val.ints.len) {
        return 0;
    }
    return cells->cells.val.ints.ptr[row];
}

double rebe_float(const rebe_rows *rows, size_t place, size_t row) {
    const column *cells = of(rows, place);
    if (cells == NULL || cells->cells.tag != EXPORTS_REBE_PLUGIN_COMMANDS_CELLS_FLOATS ||
        row >= cells->cells.val.floats.len) {
        return 0;
    }
    return cells->cells.val.floats.ptr[row];
}

bool rebe_bool(const rebe_rows *rows, size_t place, size_t row) {
    const column *cells = of(rows, place);
    return cells != NULL && cells->cells.tag == EXPORTS_REBE_PLUGIN_COMMANDS_CELLS_BOOLS &&
           bit(cells->cells.val.bools.ptr, cells->cells.val.bools.len, row);
}

rebe_text rebe_bytes(const rebe_rows *rows, size_t place, size_t row) {
    const column *cells = of(rows, place);
    if (cells == NULL || cells->cells.tag != EXPORTS_REBE_PLUGIN_COMMANDS_CELLS_BYTES ||
        row + 1 >= cells->cells.val.bytes.offsets.len) {
        return (rebe_text){"", 0};
    }
    const uint32_t *offsets = &cells->cells.val.bytes.offsets.ptr[row];
    const char *data = (const char *)cells->cells.val.bytes.data.ptr;
    return (rebe_text){data + offsets[0], offsets[1] - offsets[0]};
}

void rebe_pass(rebe_rows *in, rebe_rows *out) {
    *out = *in;
    in->rows = 0;
    in->columns.ptr = NULL;
    in->columns.len = 0;
}

static plugin_list_u8_t bitmap(const bool *bits, size_t count) {
    plugin_list_u8_t map = {rebe_room((count + 7) / 8, 1), (count + 7) / 8};
    for (size_t at = 0; at < count; at++) {
        map.ptr[at / 8] |= (uint8_t)(bits[at] << (at % 8));
    }
    return map;
}

/* Room for the cells of a column in the place `place`. */
static column *put(rebe_rows *rows, size_t place, const bool *valid) {
    if (place >= rows->columns.len) {
        place = rows->columns.len;
        rows->columns.ptr = grown(rows->columns.ptr, rows->columns.len, sizeof(column));
        rows->columns.len++;
    }
    column *cells = &rows->columns.ptr[place];
    memset(cells, 0, sizeof(*cells));
    cells->validity.is_some = valid != NULL;
    if (valid != NULL) {
        cells->validity.val = bitmap(valid, rows->rows);
    }
    return cells;
}

void rebe_put_ints(rebe_rows *rows, size_t place, const int64_t *cells, const bool *valid) {
    column *made = put(rows, place, valid);
    made->cells.tag = EXPORTS_REBE_PLUGIN_COMMANDS_CELLS_INTS;
    made->cells.val.ints.ptr = rebe_room(rows->rows, sizeof(int64_t));
    made->cells.val.ints.len = rows->rows;
    memcpy(made->cells.val.ints.ptr, cells, rows->rows * sizeof(int64_t));
}

void rebe_put_floats(rebe_rows *rows, size_t place, const double *cells, const bool *valid) {
    column *made = put(rows, place, valid);
    made->cells.tag = EXPORTS_REBE_PLUGIN_COMMANDS_CELLS_FLOATS;
    made->cells.val.floats.ptr = rebe_room(rows->rows, sizeof(double));
    made->cells.val.floats.len = rows->rows;
    memcpy(made->cells.val.floats.ptr, cells, rows->rows * sizeof(double));
}

void rebe_put_bools(rebe_rows *rows, size_t place, const bool *cells, const bool *valid) {
    column *made = put(rows, place, valid);
    made->cells.tag = EXPORTS_REBE_PLUGIN_COMMANDS_CELLS_BOOLS;
    made->cells.val.bools = bitmap(cells, rows->rows);
}

void rebe_put_bytes(rebe_rows *rows, size_t place, const rebe_text *cells, const bool *valid) {
    column *made = put(rows, place, valid);
    made->cells.tag = EXPORTS_REBE_PLUGIN_COMMANDS_CELLS_BYTES;
    size_t size = 0;
    for (size_t row = 0; row < rows->rows; row++) {
        size += cells[row].size;
    }
    plugin_list_u32_t offsets = {rebe_room(rows->rows + 1, sizeof(uint32_t)), rows->rows + 1};
    plugin_list_u8_t data = {rebe_room(size, 1), size};
    size_t end = 0;
    for (size_t row = 0; row < rows->rows; row++) {
        if (cells[row].size > 0) {
            memcpy(data.ptr + end, cells[row].data, cells[row].size);
        }
        end += cells[row].size;
        offsets.ptr[row + 1] = (uint32_t)end;
    }
    made->cells.val.bytes.offsets = offsets;
    made->cells.val.bytes.data = data;
}

/* What the shell calls. */

#define COUNT(list, entry)                                                                             \
    size_t count = 0;                                                                                  \
    while ((list) != NULL && (list)[count].entry != NULL) {                                            \
        count++;                                                                                       \
    }

static exports_rebe_plugin_commands_shape_t shape(const char *type) {
    exports_rebe_plugin_commands_shape_t shape = {0};
    shape.tag = type == NULL ? EXPORTS_REBE_PLUGIN_COMMANDS_SHAPE_COLUMN
                             : EXPORTS_REBE_PLUGIN_COMMANDS_SHAPE_VALUE;
    if (type != NULL) {
        shape.val.value = string(type);
    }
    return shape;
}

static exports_rebe_plugin_commands_list_param_t params(const rebe_param *params) {
    COUNT(params, name)
    exports_rebe_plugin_commands_list_param_t list = {rebe_room(count, sizeof(*list.ptr)), count};
    for (size_t at = 0; at < count; at++) {
        list.ptr[at].name = string(params[at].name);
        list.ptr[at].doc = string(params[at].doc);
        list.ptr[at].shape = shape(params[at].type);
        list.ptr[at].arity = (exports_rebe_plugin_commands_arity_t)params[at].arity;
    }
    return list;
}

static exports_rebe_plugin_commands_list_flag_t flags(const rebe_flag *flags) {
    COUNT(flags, name)
    exports_rebe_plugin_commands_list_flag_t list = {rebe_room(count, sizeof(*list.ptr)), count};
    for (size_t at = 0; at < count; at++) {
        list.ptr[at].name = string(flags[at].name);
        list.ptr[at].doc = string(flags[at].doc);
        list.ptr[at].short_.is_some = flags[at].letter != 0;
        list.ptr[at].short_.val = (uint32_t)flags[at].letter;
        list.ptr[at].shape.is_some = flags[at].type != NULL;
        if (flags[at].type != NULL) {
            list.ptr[at].shape.val = shape(flags[at].type);
        }
    }
    return list;
}

static exports_rebe_plugin_commands_list_example_t examples(const rebe_example *examples) {
    COUNT(examples, text)
    exports_rebe_plugin_commands_list_example_t list = {rebe_room(count, sizeof(*list.ptr)), count};
    for (size_t at = 0; at < count; at++) {
        list.ptr[at].doc = string(examples[at].doc);
        list.ptr[at].text = string(examples[at].text);
        list.ptr[at].prints = string(examples[at].prints);
    }
    return list;
}

static exports_rebe_plugin_commands_list_service_t services(uint32_t bits) {
    exports_rebe_plugin_commands_list_service_t list = {rebe_room(32, sizeof(*list.ptr)), 0};
    for (uint8_t service = 0; service < 32; service++) {
        if (bits >> service & 1) {
            list.ptr[list.len++] = service;
        }
    }
    return list;
}

static exports_rebe_plugin_commands_list_want_t wants(const rebe_want *wants) {
    COUNT(wants, reason)
    exports_rebe_plugin_commands_list_want_t list = {rebe_room(count, sizeof(*list.ptr)), count};
    for (size_t at = 0; at < count; at++) {
        list.ptr[at].service = wants[at].service;
        if (wants[at].scope != NULL) {
            list.ptr[at].scope.ptr = rebe_room(1, sizeof(plugin_string_t));
            list.ptr[at].scope.ptr[0] = string(wants[at].scope);
            list.ptr[at].scope.len = 1;
        }
        list.ptr[at].reason = string(wants[at].reason);
        list.ptr[at].optional = wants[at].optional;
    }
    return list;
}

void exports_rebe_plugin_commands_describe(exports_rebe_plugin_commands_manifest_t *ret) {
    memset(ret, 0, sizeof(*ret));
    const rebe_command *commands = rebe_self.commands;
    COUNT(commands, name)
    ret->name = string(rebe_self.name);
    ret->version = string(rebe_self.version);
    ret->summary = string(rebe_self.summary);
    ret->commands.ptr = rebe_room(count, sizeof(*ret->commands.ptr));
    ret->commands.len = count;
    for (size_t at = 0; at < count; at++) {
        exports_rebe_plugin_commands_command_t *described = &ret->commands.ptr[at];
        described->name = string(commands[at].name);
        described->summary = string(commands[at].summary);
        described->input = (exports_rebe_plugin_commands_input_t)commands[at].input;
        described->params = params(commands[at].params);
        described->flags = flags(commands[at].flags);
        described->uses = services(commands[at].uses);
        described->examples = examples(commands[at].examples);
    }
    ret->wants = wants(rebe_self.wants);
}

static const rebe_command *called(const rebe_call *call) {
    for (const rebe_command *command = rebe_self.commands; command->name != NULL; command++) {
        if (rebe_is(seen(call->command), command->name)) {
            return command;
        }
    }
    rebe_fail("the plugin has no such command", NULL, NULL);
    return NULL;
}

bool exports_rebe_plugin_commands_output(rebe_call *call, rebe_columns *input, rebe_columns *ret,
                                         problem *err) {
    memset(ret, 0, sizeof(*ret));
    const rebe_command *command = called(call);
    if (command != NULL && command->columns(call, input, ret)) {
        return true;
    }
    *err = told();
    return false;
}

bool exports_rebe_plugin_commands_static_stage_open(rebe_call *call, rebe_columns *input,
                                                    exports_rebe_plugin_commands_own_stage_t *ret,
                                                    problem *err) {
    const rebe_command *command = called(call);
    if (command != NULL) {
        exports_rebe_plugin_commands_stage_t *stage = rebe_room(1, sizeof(*stage));
        stage->command = command;
        stage->state = rebe_room(1, command->state);
        if (command->open == NULL || command->open(stage->state, call, input)) {
            *ret = exports_rebe_plugin_commands_stage_new(stage);
            return true;
        }
    }
    *err = told();
    return false;
}

/* The rows of `out`, as the shell takes them. */
static bool give(bool done, const rebe_rows *out, exports_rebe_plugin_commands_given_t *ret,
                 problem *err) {
    memset(ret, 0, sizeof(*ret));
    if (!done) {
        *err = told();
        return false;
    }
    if (out->rows > 0) {
        ret->batches.ptr = rebe_room(1, sizeof(*ret->batches.ptr));
        ret->batches.ptr[0] = *out;
        ret->batches.len = 1;
    }
    return true;
}

bool exports_rebe_plugin_commands_method_stage_push(exports_rebe_plugin_commands_borrow_stage_t self,
                                                    rebe_rows *rows,
                                                    exports_rebe_plugin_commands_given_t *ret,
                                                    problem *err) {
    rebe_rows out = {0};
    bool done = self->command->push == NULL || self->command->push(self->state, rows, &out);
    if (rows->columns.len > 0) {
        exports_rebe_plugin_commands_list_column_free(&rows->columns);
    }
    return give(done, &out, ret, err);
}

bool exports_rebe_plugin_commands_method_stage_finish(
    exports_rebe_plugin_commands_borrow_stage_t self, exports_rebe_plugin_commands_given_t *ret,
    problem *err) {
    rebe_rows out = {0};
    bool done = self->command->finish == NULL || self->command->finish(self->state, &out);
    return give(done, &out, ret, err);
}

bool exports_rebe_plugin_commands_method_stage_more(exports_rebe_plugin_commands_borrow_stage_t self,
                                                    exports_rebe_plugin_commands_given_t *ret,
                                                    problem *err) {
    rebe_rows out = {0};
    (void)self;
    return give(true, &out, ret, err);
}

void exports_rebe_plugin_commands_stage_destructor(exports_rebe_plugin_commands_stage_t *stage) {
    free(stage->state);
    free(stage);
}
