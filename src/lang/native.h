/* native.h - what the files of native functions share.

   Every function that builtin.def names is declared here; NATIVE(name) { ... } defines one, with
   `vm`, `args` (borrowed) and `count` in scope. */
#ifndef CNX_LANG_NATIVE_H
#define CNX_LANG_NATIVE_H

#include "lang/vm.h"

#define BUILTIN(module, name, arity, function) Value function(Vm *vm, const Value *args, int count);
#include "lang/builtin.def"
#undef BUILTIN

#define UNUSED           __attribute__((unused))
#define NATIVE(function) Value function(UNUSED Vm *vm, UNUSED const Value *args, UNUSED int count)

/* --- errors; all return POISON --- */

Value fail_arithmetic(Vm *vm);
/* The same from :erlang.name(a, b), or of `a` alone when b is POISON: a reader sees the operation.
 */
Value fail_operation(Vm *vm, const char *name, Value a, Value b);
/* ArgumentError "argument error", which Erlang's functions without details raise. */
Value fail_argument(Vm *vm);
Value fail_bad_map(Vm *vm, Value term);
Value fail_key(Vm *vm, Value key, Value term);
/* Protocol.UndefinedError: `protocol` is its module, "Elixir.Enumerable". */
Value fail_protocol(Vm *vm, const char *protocol, Value value);
/* An exception struct of `module` ("Elixir.KeyError") with these fields (borrowed) is raised. */
Value fail_struct(Vm *vm, const char *module, const char *const *names, const Value *fields,
                  int count);

/* --- stopping --- */

/* Whether the program is to stop, asked by loops over long terms with the number of things done,
   for each of which it is cheap; what they were making is then given up. */
static inline bool stops_now(Vm *vm, size_t done)
{
    return (done & 0xFFFF) == 0 && interrupted(vm_cx(vm));
}

/* --- values --- */

/* The text as a binary; frees the text. */
Value text_value(Text *text);
/* The empty string. */
Value value_empty_string(void);
/* Whether the value is a proper list. */
bool is_proper_list(Value v);
/* A small integer that is at least `least`. */
bool is_size(Value v, int64_t least);
/* The list's elements, borrowed, in memory to be freed by vec_free; false when it is improper. */
typedef VEC(Value) Values;
bool list_values(Value list, Values *out);
/* Adds to a list that may be long (takes item); false when the program is to stop, the list is then
   POISON. */
bool list_add(Vm *vm, ListBuilder *b, Value item);
/* A list of `count` values, which stay the caller's, in front of `tail`, which it takes; POISON
   when the program is to stop. */
Value list_copy(Vm *vm, const Value *at, size_t count, Value tail);
/* The number as a double; false when it is no number. Integers too large give an infinity. */
bool number_double(Value v, double *out);
/* A float, or ArithmeticError when it is not finite. */
Value finite_float(Vm *vm, double x);
/* Appends a binary, a byte or a nested list of them; false when the term is something else. */
bool iodata_add(Text *out, Value iodata);
/* The binary's or code point list's text; false when it is neither. */
bool chardata_add(Text *out, Value chardata);
/* The path of a binary or character data, without zero bytes; false after ArgumentError.
 * native_io.c
 */
bool native_path(Vm *vm, Value v, Text *out);
/* The same of the first two arguments. */
bool native_paths(Vm *vm, const Value *args, Text *from, Text *to);
/* {:error, reason} with Erlang's name of an errno. native_io.c */
Value native_errno(Vm *vm, int error);
/* The same for to_string of a list, whose errors it raises. to_string.c */
bool chardata_to_text(Vm *vm, Text *out, Value list);
/* The code points of a text as a list of integers; POISON when the program is to stop. */
Value text_charlist(Vm *vm, Str text);

/* The order of two terms for values_sort; `arg` is handed through. */
typedef int (*ValueOrder)(const Vm *vm, Value a, Value b, int64_t arg);
/* Sorts the values in place; equal ones keep their order. False when the program is to stop. */
bool values_sort(const Vm *vm, Value *at, size_t count, ValueOrder order, int64_t arg);
/* With `arg` 1 before 1.0, as keys of maps stand. */
int order_terms(const Vm *vm, Value a, Value b, int64_t arg);
/* Orders tuples by their element number `arg`, from 0. */
int order_elements(const Vm *vm, Value a, Value b, int64_t arg);
/* The same with 1 before 1.0, as keys of maps stand. */
int order_keys(const Vm *vm, Value a, Value b, int64_t arg);

/* The map of a list of pairs, or ArgumentError. */
Value map_of_pairs(Vm *vm, Value list);

/* --- arithmetic on any numbers; POISON after ArithmeticError --- */

Value number_add(Vm *vm, Value a, Value b);
Value number_subtract(Vm *vm, Value a, Value b);
Value number_multiply(Vm *vm, Value a, Value b);
Value number_divide(Vm *vm, Value a, Value b);
Value number_power(Vm *vm, Value a, Value b);
Value number_quotient(Vm *vm, Value a, Value b);
Value number_remainder(Vm *vm, Value a, Value b);

/* --- text --- */

/* Whether the code point is white space; the breaking kinds alone separate words. */
bool is_space(int32_t codepoint);
bool is_breaking_space(int32_t codepoint);
/* Reads a float of Erlang's form (digits, point, digits, exponent); all of the text. */
bool float_parse(Str text, double *out);

/* Whether the options are pairs of a list; else FunctionClauseError is pending. */
bool inspect_options_are_pairs(Vm *vm, Value options);
/* The escape sequence of a colour as IO.ANSI.format_fragment has it; POISON when it raised. */
Value inspect_colour(Vm *vm, Value colour);
/* The options of inspect/2 and of IO.inspect. */
InspectOptions inspect_options(Value options, Vm *vm);
/* One of them, borrowed. */
Value inspect_option(Value options, Vm *vm, const char *name, Value otherwise);

/* Erlang's name of an errno. */
Value file_reason(Vm *vm, int error);

#endif
