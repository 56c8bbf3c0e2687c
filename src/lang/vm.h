/* vm.h - what native functions see of the running program.

   A native function gets its arguments borrowed and returns a value with one count, or POISON after
   recording an error with fail() (vm->cx), vm_raise or one of the helpers below. builtin.def says
   under which module, name and arity it is known. */
#ifndef CNX_LANG_VM_H
#define CNX_LANG_VM_H

#include "base/algebra.h"
#include "lang/value.h"

typedef Value (*Native)(Vm *vm, const Value *args, int count);

typedef struct Function Function;

typedef enum RaiseKind { RAISE_error, RAISE_throw, RAISE_exit } RaiseKind;

/* Arguments belong to the machine; a native that wants to change one in place takes it over,
   leaving the empty list behind. */
static inline Value take(const Value *argument)
{
    Value v = *argument;
    *(Value *)argument = VALUE_EMPTY;
    return v;
}

/* --- errors --- */

Cx *vm_cx(Vm *vm);

/* Raises an exception struct (takes it); returns POISON. */
Value vm_raise(Vm *vm, RaiseKind kind, Value exception);

/* Raises `exc` with this message; returns POISON. The place is the user's call. */
Value vm_fail(Vm *vm, Exc exc, const char *fmt, ...) PRINTF_LIKE(3, 4);

/* Makes the error pending in the context, if there is one, the raised exception; returns POISON. */
Value vm_raise_pending(Vm *vm);

/* ArgumentError "errors were found at the given arguments: ..." as Erlang's functions report it:
   `argument` counts from 1, what is "not a list" and the like. */
Value vm_bad_argument(Vm *vm, int argument, const char *what);

/* FunctionClauseError "no function clause matching in Mod.fun/arity". */
Value vm_no_clause(Vm *vm, const char *module_function, int arity);

/* Protocol.UndefinedError "protocol P not implemented for V of type T", then ", description" unless
   that is NULL. to_string.c */
Value vm_no_protocol(Vm *vm, const char *protocol, Value v, const char *description);

/* --- calling --- */

/* Calls a function value with borrowed arguments from C, nested in the running program; POISON
   when it raised. Natives that can be written in the language should be, instead. */
Value vm_call(Vm *vm, Value function, const Value *args, int count);

/* Calls Module.name/count, loading the module if need be. */
Value vm_call_named(Vm *vm, Sym module, Sym name, const Value *args, int count);

/* --- text --- */

/* What of the options is wrong, and trips over it. */
typedef enum Fault {
    FAULT_base,
    FAULT_limit,
    FAULT_limit_of_bits,
    FAULT_printable_string,
    FAULT_printable_list,
    FAULT_printable_text, /* that is shown as text whatever it is */
    FAULT_function,
    FAULT_colour,
} Fault;

typedef struct InspectOptions {
    int64_t width;           /* columns; 80; -1: no limit */
    int64_t limit;           /* items of a collection; 50; -1: no limit */
    int64_t printable_limit; /* code points of a string; 4096; -1: no limit */
    int base;                /* of integers: 10, 16, 8 or 2 */
    bool structs;            /* false: structs as plain maps */
    bool as_strings, as_binaries, as_charlists, as_lists;
    bool pretty;    /* lines break at the width; else only where a value has lines of its own */
    bool is_unsafe; /* an implementation of Inspect that raises is an error */
    bool syntax_colours;
    PaintCodes colours;
    uint32_t faults;        /* bits of Fault */
    uint32_t wrong_colours; /* bits of Paint */
    Value given;            /* the keywords or %Inspect.Opts{} that say so; borrowed */
    Value fun;              /* makes the documents of values, or nil; borrowed */
} InspectOptions;

extern const InspectOptions inspect_defaults;

/* Appends what Elixir's inspect prints, calling implementations of Inspect for structs. False after
   an error. inspect.c */
bool value_inspect(Vm *vm, Text *out, Value v, const InspectOptions *options);

/* Appends what to_string gives (String.Chars); false after Protocol.UndefinedError and the like. */
bool value_to_string(Vm *vm, Text *out, Value v);

/* Appends an atom as inspect prints it: nil, :ok, :"with space", Enum. */
void atom_inspect(Text *out, Str atom);
/* Appends a binary as inspect prints it, quoted and escaped. */
void string_inspect(Text *out, Str s, char quote);

/* --- integers of any size; integer.c --- */

bool is_integer(Value v);
bool is_number(Value v);
/* Results in their one form (small when it fits). The operands must be integers. Multiplying gives
   POISON, without recording an error, when the result has more than 2^26 bits. */
Value integer_add(Value a, Value b);
Value integer_subtract(Value a, Value b);
Value integer_multiply(Cx *cx, Value a, Value b);
Value integer_negate(Value a);
/* Truncating division; the divisor is not zero. */
Value integer_quotient(Cx *cx, Value a, Value b);
Value integer_remainder(Cx *cx, Value a, Value b);
Value integer_power(Vm *vm, Value base,
                    Value exponent); /* exponent >= 0; SystemLimitError past 2^26 bits */
Value integer_bitwise(Value a, Value b, char op);   /* '&' '|' '^' */
Value integer_shift(Vm *vm, Value a, int64_t left); /* right when negative, arithmetic */
int integer_compare(Value a, Value b);
double integer_double(Value a);                           /* nearest; infinite when too large */
int integer_compare_double(Value a, double b);            /* exact */
Value integer_of_double(double truncated);                /* finite */
void integer_print(Cx *cx, Text *out, Value a, int base); /* lower-case letters */
bool integer_parse(Cx *cx, Str digits, int base,
                   Value *out); /* sign allowed; false: not a number */
/* The low 64 bits, two's complement. */
uint64_t integer_low_bits(Value a);
void big_free(struct Big *big);
uint64_t big_hash(const struct Big *big);

/* --- the running program --- */

/* Writes to standard output (1) or error (2): buffered, flushed at exit and before errors. */
void vm_write(Vm *vm, int fd, Str bytes);
/* The process dictionary: a map, which may be replaced. */
Value *vm_dictionary(Vm *vm);
/* The script's arguments: a list of binaries, which may be replaced. */
Value *vm_arguments(Vm *vm);
/* A number no reference has yet. */
uint64_t vm_new_reference(Vm *vm);

/* --- helpers for natives --- */

/* The next step of a list: false at its end. `list` is borrowed and moved on. */
static inline bool list_next(Value *list, Value *head)
{
    if (list->tag != TAG_cons)
        return false;
    *head = list->cons->head;
    *list = list->cons->tail;
    return true;
}

/* A list being built front to back. */
typedef struct ListBuilder {
    Value list;
    Cons *last;
    size_t added; /* by list_add */
} ListBuilder;

#define LIST_BUILDER ((ListBuilder){.list = VALUE_EMPTY})
void list_push(ListBuilder *b, Value item); /* takes item */

/* The atom with this text. */
Value vm_atom(Vm *vm, const char *text);
/* The value of a keyword list's key, borrowed, or `otherwise`. */
Value keyword_get(Value keywords, Sym key, Value otherwise);

#endif
