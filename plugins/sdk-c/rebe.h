/* Write commands for rebe, the structured-data shell for fleets, in C.
 *
 * A plugin defines `rebe_self`, which lists its commands. A command says which columns it yields
 * (`columns`), and works in stages: `open` begins one, `push` takes rows and gives rows, `finish`
 * gives what is left. A function that fails says why with `rebe_fail` and returns what that returns.
 *
 * Each stage has an instance of the plugin for itself, which is thrown away at its end: what is
 * allocated need not be freed, and nothing that is global is shared with another stage.
 *
 * There is no operating system: no files, no clock, no `printf`. What there is instead, to whoever is
 * granted it, is in `plugin.h`: `rebe_plugin_log_write`, `rebe_plugin_network_send` and so on.
 */
#ifndef REBE_H
#define REBE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "plugin.h"

/* A text or bytes, which need not end with a zero. */
typedef struct rebe_text {
    const char *data;
    size_t size;
} rebe_text;

/* The columns of a table: their names and types. */
typedef exports_rebe_plugin_commands_list_column_type_t rebe_columns;

/* What a call was given. */
typedef exports_rebe_plugin_commands_invocation_t rebe_call;

/* Some rows of a table. */
typedef exports_rebe_plugin_commands_batch_t rebe_rows;

/* What a command takes from the pipeline. */
typedef enum rebe_input {
    /* Nothing: it begins a pipeline. Its rows come from `finish`. */
    REBE_NOTHING = EXPORTS_REBE_PLUGIN_COMMANDS_INPUT_NOTHING,
    /* A table. */
    REBE_TABLE = EXPORTS_REBE_PLUGIN_COMMANDS_INPUT_TABLE,
    /* A text or bytes: a table with one column `bytes`, a row for each piece of at most 1 MiB. */
    REBE_BYTES = EXPORTS_REBE_PLUGIN_COMMANDS_INPUT_BYTES,
} rebe_input;

/* How often an argument may stand. */
typedef enum rebe_arity {
    REBE_ONE = EXPORTS_REBE_PLUGIN_COMMANDS_ARITY_ONE,
    REBE_OPTIONAL = EXPORTS_REBE_PLUGIN_COMMANDS_ARITY_OPTIONAL,
    REBE_ANY = EXPORTS_REBE_PLUGIN_COMMANDS_ARITY_ANY,
    REBE_SOME = EXPORTS_REBE_PLUGIN_COMMANDS_ARITY_SOME,
} rebe_arity;

/* A parameter. Its `type` is such as "int"; NULL for the name of a column. */
typedef struct rebe_param {
    const char *name;
    const char *doc;
    const char *type;
    rebe_arity arity;
} rebe_param;

/* A flag. It is a switch where `type` is NULL. */
typedef struct rebe_flag {
    const char *name;
    const char *doc;
    const char *type;
    char letter;
} rebe_flag;

/* A line of rebe, and what it prints with `--output ndjson`. */
typedef struct rebe_example {
    const char *doc;
    const char *text;
    const char *prints;
} rebe_example;

/* Something outside that a plugin asks for, such as
 * { EXPORTS_REBE_PLUGIN_COMMANDS_SERVICE_READ_FILES, "/var/log", "to read logs", true }. */
typedef struct rebe_want {
    exports_rebe_plugin_commands_service_t service;
    /* How far; NULL for services that have no such thing. */
    const char *scope;
    /* What for. NULL ends a list of wants. */
    const char *reason;
    bool optional;
} rebe_want;

/* A command. Its lists end with an entry of zeroes, and may be NULL. */
typedef struct rebe_command {
    /* One word or two. NULL ends a list of commands. */
    const char *name;
    /* What it does, in one line. */
    const char *summary;
    rebe_input input;
    const rebe_param *params;
    const rebe_flag *flags;
    const rebe_example *examples;
    /* Bits of the services that it uses, such as 1 << EXPORTS_REBE_PLUGIN_COMMANDS_SERVICE_CACHE. */
    uint32_t uses;
    /* Bytes of what `state` points to, which are zero when a stage begins. */
    size_t state;
    /* The columns that a call yields, added to `out` with `rebe_add_column`. It is asked while a text
     * is checked, and has to give the same answer each time. */
    bool (*columns)(const rebe_call *call, const rebe_columns *in, rebe_columns *out);
    /* Begin a stage. NULL where there is nothing to begin. */
    bool (*open)(void *state, const rebe_call *call, const rebe_columns *in);
    /* Take rows and give rows, with the columns of `columns`. NULL where it takes none. */
    bool (*push)(void *state, rebe_rows *in, rebe_rows *out);
    /* Give what is left. NULL where nothing is. */
    bool (*finish)(void *state, rebe_rows *out);
} rebe_command;

/* All that a plugin is. */
typedef struct rebe_plugin {
    const char *name;
    const char *version;
    const char *summary;
    const rebe_command *commands;
    const rebe_want *wants;
} rebe_plugin;

/* Every plugin defines it. */
extern const rebe_plugin rebe_self;

/* No such column. */
#define REBE_NONE SIZE_MAX

/* Say why a call does not work: what was found, the next step, and the parameter or flag that it is
 * about. The last two may be NULL. Returns false. */
bool rebe_fail(const char *message, const char *help, const char *argument);

/* The text that was given for `name`, or the column that it names; of no bytes where none was. */
rebe_text rebe_argument_text(const rebe_call *call, const char *name);

/* How many values were given for `name`. */
size_t rebe_argument_count(const rebe_call *call, const char *name);

/* The text that was given for `name` at place `at`, from 0; of no bytes where none was. */
rebe_text rebe_argument_text_at(const rebe_call *call, const char *name, size_t at);

/* The number that was given for `name`: an int, a duration in nanoseconds, a filesize in bytes. */
bool rebe_argument_int(const rebe_call *call, const char *name, int64_t *number);

/* The float that was given for `name`. */
bool rebe_argument_float(const rebe_call *call, const char *name, double *number);

/* Whether the switch `name` was given. */
bool rebe_argument_switch(const rebe_call *call, const char *name);

/* Whether a text is this one. */
bool rebe_is(rebe_text text, const char *other);

/* The place of the column called `name`, from 0; REBE_NONE where there is none. */
size_t rebe_find_column(const rebe_columns *columns, rebe_text name);

/* The type of the column at `place`, such as "string?"; the ? says that it may have nulls. */
rebe_text rebe_column_type(const rebe_columns *columns, size_t place);

/* Add a column, or put it in the place of the one of its name. Returns its place. */
size_t rebe_add_column(rebe_columns *columns, const char *name, const char *type);

/* Add all columns of `from`. */
void rebe_add_columns(rebe_columns *columns, const rebe_columns *from);

/* Whether there is a value in a row of a column. */
bool rebe_has(const rebe_rows *rows, size_t column, size_t row);

/* A cell of a column of int, duration, filesize or date. */
int64_t rebe_int(const rebe_rows *rows, size_t column, size_t row);

/* A cell of a column of float. */
double rebe_float(const rebe_rows *rows, size_t column, size_t row);

/* A cell of a column of bool. */
bool rebe_bool(const rebe_rows *rows, size_t column, size_t row);

/* A cell of a column of string or binary. */
rebe_text rebe_bytes(const rebe_rows *rows, size_t column, size_t row);

/* Give all rows of `in` on as they are. `in` is empty afterwards. */
void rebe_pass(rebe_rows *in, rebe_rows *out);

/* Put a column of as many ints, durations, filesizes or dates as there are rows in the place `column`,
 * or behind the last one. `valid` says which have a value; NULL for all. They are copied. */
void rebe_put_ints(rebe_rows *rows, size_t column, const int64_t *cells, const bool *valid);

/* The same for floats. */
void rebe_put_floats(rebe_rows *rows, size_t column, const double *cells, const bool *valid);

/* The same for bools. */
void rebe_put_bools(rebe_rows *rows, size_t column, const bool *cells, const bool *valid);

/* The same for texts and bytes. */
void rebe_put_bytes(rebe_rows *rows, size_t column, const rebe_text *cells, const bool *valid);

/* So many bytes, which are zero. There is always room, or the call ends. */
void *rebe_room(size_t count, size_t size);

#endif
