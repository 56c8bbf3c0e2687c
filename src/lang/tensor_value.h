/* tensor_value.h - tensors as values of the language: types, shapes and names between both worlds.
 */
#ifndef CNX_LANG_TENSOR_VALUE_H
#define CNX_LANG_TENSOR_VALUE_H

#include "lang/vm.h"

/* t.shape, t.type, t.names, t.vectorized_axes, t.donatable?, t.data, t.__struct__; POISON without
   an error for other fields. Yours. */
Value tensor_field(Vm *vm, Value t, Sym field);
/* Whether %Nx.Tensor{} has the field, and the map of all of them, with which a tensor answers what
   needs a map as a whole. Yours; POISON after an error. */
enum { TENSOR_FIELDS = 7 };
bool is_tensor_field(Value key);
Value tensor_as_map(Vm *vm, Value t);
/* %{t | names: ...}: only the names can be given; false after an error. */
bool tensor_with_field(Vm *vm, Value *t, Value key, Value value);

/* {:f, 32} and back. The atom :f32 is read, too. */
Value dtype_value(Vm *vm, DType t);
bool dtype_of_value(Vm *vm, Value v, DType *out);
/* {2, 3} and back; false (no error) when it is no tuple of sizes. */
Value shape_value(const Shape *s);
bool shape_of_value(Value v, Shape *out);

/* A new tensor value around `data` (whose count it takes) or a node of a graph being traced,
   without names. */
Value tensor_of_data(Tensor *data);
Value tensor_of_node(Node *node);
/* A template: a tensor without elements. */
Value tensor_of_type(const Type *type);
/* A new value of the same elements or node, with the same names, of which none is vectorized. */
Value tensor_alike(const TensorObject *t);
/* Gives a new value of the same shape t's names and vectorized axes. */
void tensor_take_axes(Value v, const TensorObject *t);
/* RuntimeError: an operation was given a template. */
void fail_template(Vm *vm);

/* Whether the value is a tensor with elements, as `what` needs; if not, after an error that says
 * so.
 */
bool need_data(Vm *vm, Value t, const char *what);

/* Whether the value is a tensor whose elements a module of the program holds: a struct like any
   other, %Nx.Tensor{data: %Module{}}. What works on tensors hands these to Nx.Backend (lib). */
static inline bool is_held_elsewhere(Value v)
{
    return v.tag == TAG_map && struct_of(v) == SYM_Nx_Tensor;
}

/* Whether %{map | key: value} gives such a tensor elements of cnx's own, and so is for
   tensor_with_field. */
bool tensor_comes_home(Vm *vm, Value map, Value key, Value value);

/* A function of Nx.Backend called; POISON after an error. */
Value by_backend(Vm *vm, const char *function, const Value *args, int count);

/* A number, complex number or :nan, :infinity, :neg_infinity as a Scalar; false: something else. */
bool scalar_of_value(Vm *vm, Value v, Scalar *out);
/* The number back: an integer, float, atom or %Complex{}. */
Value scalar_value(Vm *vm, Scalar x);

/* A tensor as it is, a number as a scalar tensor of its default type (s32, f32, c64). Yours; POISON
   after Protocol.UndefinedError. */
Value to_tensor(Vm *vm, Value v);

#endif
