/* native_op.c - operations of the graph as functions of the language.

   Every elementwise row of op.def is Nx.name; Cnx.Op.apply reaches all other rows, with attributes
   as keywords, and is what lib/nx.ex is written on. */
#include "lang/native.h"
#include "lang/native_vector.h"

#include <string.h>

/* --- names --- */

static void fail_names(Vm *vm, Sym a, Sym b, int axis)
{
    Text x = {0}, y = {0};
    atom_inspect(&x, sym_text(vm_cx(vm), a));
    atom_inspect(&y, sym_text(vm_cx(vm), b));
    vm_fail(vm, EXC_ArgumentError, "cannot merge name %s on axis %d with name %s on axis %d",
            text_cstr(&x), axis, text_cstr(&y), axis);
    text_free(&x);
    text_free(&y);
}

/* Names of broadcast operands are aligned from the last axis; a name and no name give the name.
   Vectorized axes take no part. */
static bool merge_names(Vm *vm, Value out, const Value *tensors, int count)
{
    int vectors = out.tensor->vectorized, rank = out.tensor->type.shape.rank - vectors;
    Sym *names = out.tensor->names + vectors;
    for (int i = 0; i < count; i++) {
        const TensorObject *t = tensors[i].tensor;
        int own = t->type.shape.rank - t->vectorized, offset = rank - own;
        for (int k = own; k-- > 0;) {
            Sym *name = &names[offset + k], theirs = t->names[t->vectorized + k];
            if (theirs != NAME_none && *name != NAME_none && *name != theirs) {
                fail_names(vm, *name, theirs, offset + k);
                return false;
            }
            if (theirs != NAME_none)
                *name = theirs;
        }
    }
    return true;
}

/* --- elementwise --- */

static void free_values(Value *v, int count)
{
    for (int i = 0; i < count; i++)
        value_free(v[i]);
}

static DType default_dtype(Scalar x)
{
    return x.class_ == DCLASS_c ? DTYPE_c64 : x.class_ == DCLASS_f ? DTYPE_f32 : DTYPE_s32;
}

/* The number as its own type holds it: what a tensor of it would have. While a definition is traced
   it stays exact, since its type is that of what it is used with. */
static Scalar own_value(const Vm *vm, Scalar x)
{
    char bytes[16];
    if (is_tracing(vm))
        return x;
    dtype_store(default_dtype(x), bytes, 0, x);
    return dtype_load(default_dtype(x), bytes, 0);
}

static Value as_type(Vm *vm, Value t, DType to)
{
    int64_t dtype = (int64_t)to;
    Attr attr = {.name = ATTR_dtype, .count = 1, .at = &dtype};
    Value out = op_apply(vm, OP_as_type, &t, 1, &attr, 1);
    if (out.tag != TAG_poison) {
        memcpy(out.tensor->names, t.tensor->names, sizeof t.tensor->names);
        out.tensor->vectorized = t.tensor->vectorized;
    }
    value_free(t);
    return out;
}

typedef struct Operands {
    Value at[3];
    int count;
} Operands;

static void operands_free(Operands *o)
{
    for (int i = 0; i < o->count; i++)
        value_free(o->at[i]);
    o->count = 0;
}

static Value tensor_operand(Vm *vm, Value v, int count)
{
    Value t = POISON;
    Scalar x;
    if (count == 1 && v.tag != TAG_tensor && !scalar_of_value(vm, v, &x))
        return vm_no_clause(vm, "Nx.apply_vectorized", 2);
    t = to_tensor(vm, v);
    if (t.tag == TAG_tensor && !t.tensor->data && !t.tensor->node) {
        need_data(vm, t, "an operation");
        value_free(t);
        return POISON;
    }
    return t;
}

/* An integer among floats is shown as it was written. */
static void note_number(Vm *vm, Node *n, Value number)
{
    Value note =
        TUPLE(vm_atom(vm, op_info[OP_constant].name), value_cons(value_ref(number), VALUE_EMPTY));
    trace_note(vm, n, note);
    value_free(note);
}

/* The operands as tensors. A number takes the type that the tensors beside it want it to have, as
   Nx.Type.merge_number; numbers alone, and those compared with something, keep their own. The
   predicate of a select has no say. */
static bool map_operands(Vm *vm, OpCode op, const Value *args, int count, Operands *out)
{
    Scalar numbers[3];
    bool is_number_at[3] = {false}, any = false, numbers_beside = false;
    bool compares = op_info[op].dtype == DRULE_u8;
    int first = op == OP_select;
    DType merged = DTYPE_u8;
    for (int i = 0; i < count; i++) {
        is_number_at[i] = args[i].tag != TAG_tensor && scalar_of_value(vm, args[i], &numbers[i]);
        if (args[i].tag == TAG_tensor && i >= first) {
            DType t = args[i].tensor->type.dtype;
            merged = any ? dtype_merge(merged, t) : t;
            any = true;
        }
        numbers_beside |= is_number_at[i] && i >= first;
    }
    /* the one float that numbers widen */
    bool widen = any && numbers_beside && !compares && merged == DTYPE_f8_e4m3fn;
    for (int i = 0; i < count; i++) {
        Value v;
        if (is_number_at[i]) {
            Scalar x = own_value(vm, numbers[i]);
            bool merges = any && i >= first && !compares;
            Type type = {.dtype = merges ? dtype_merge_number(merged, numbers[i])
                                         : default_dtype(numbers[i])};
            v = op_constant(vm, &type, x);
            if (v.tag == TAG_tensor && v.tensor->node && is_integer(args[i]) &&
                dtype_is_float(type.dtype))
                note_number(vm, v.tensor->node, args[i]);
        } else {
            v = tensor_operand(vm, args[i], count);
            if (widen && v.tag == TAG_tensor)
                v = as_type(vm, v, DTYPE_f32);
        }
        if (v.tag == TAG_poison) {
            operands_free(out);
            return false;
        }
        out->at[out->count++] = v;
    }
    return true;
}

static int inner_rank(Value t)
{
    return t.tensor->type.shape.rank - t.tensor->vectorized;
}

/* The operation on operands of which some have vectorized axes. */
static Value map_vectorized(Vm *vm, OpCode op, const Value *operands, int count)
{
    Vectors vectors;
    Value aligned[3] = {POISON, POISON, POISON}, out = POISON;
    int rank = 0, done = 0;
    if (!vectors_collect(vm, operands, count, &vectors))
        return POISON;
    for (int i = 0; i < count; i++)
        rank = inner_rank(operands[i]) > rank ? inner_rank(operands[i]) : rank;
    while (done < count &&
           (aligned[done] = vectors_align(vm, operands[done], &vectors, rank)).tag != TAG_poison)
        done++;
    if (done == count)
        out = op_apply(vm, op, aligned, count, NULL, 0);
    free_values(aligned, done);
    if (out.tag != TAG_poison)
        vectors_name(out, &vectors);
    return out;
}

/* Nx.Backend.apply_map(op, args). */
static Value map_by_backend(Vm *vm, OpCode op, const Value *args, int count)
{
    ListBuilder list = LIST_BUILDER;
    for (int i = 0; i < count; i++)
        list_push(&list, value_ref(args[i]));
    Value given[] = {vm_atom(vm, op_info[op].name), list.list};
    Value out = by_backend(vm, "apply_map", given, 2);
    value_free(list.list);
    return out;
}

/* The operation on tensors and numbers that are here or being traced. */
static Value map_tensors(Vm *vm, OpCode op, const Value *args, int count)
{
    Operands operands = {.count = 0};
    bool vectorized = false;
    if (!map_operands(vm, op, args, count, &operands))
        return POISON;
    for (int i = 0; i < count; i++)
        vectorized |= operands.at[i].tensor->vectorized > 0;
    Value out = vectorized ? map_vectorized(vm, op, operands.at, count)
                           : op_apply(vm, op, operands.at, count, NULL, 0);
    if (out.tag != TAG_poison && !merge_names(vm, out, operands.at, count)) {
        value_free(out);
        out = POISON;
    }
    operands_free(&operands);
    return out;
}

static Value map_op(Vm *vm, OpCode op, const Value *args, int count)
{
    for (int i = 0; i < count; i++)
        if (is_held_elsewhere(args[i]))
            return map_by_backend(vm, op, args, count);
    bool rejoined = trace_rejoin(vm, args, count);
    Value out = map_tensors(vm, op, args, count);
    if (rejoined)
        trace_leave(vm);
    return out;
}

/* clang-format off */
#undef complex /* of <complex.h>; here it is an operation's name */
#define OP_LEAF(name)
#define OP_VIEW(name)
#define OP_JOIN(name)
#define OP_REDUCE(name)
#define OP_CONTRACT(name)
#define OP_GATHER(name)
#define OP_SCATTER(name)
#define OP_SORT(name)
#define OP_REGION(name)
#define OP_WINDOW(name)
#define OP_SCAN(name)
#define OP_CALL(name)
#define OP_MAP(name) static Value map_##name(Vm *vm, const Value *args, int count) { return map_op(vm, OP_##name, args, count); }
#define OP(name, arity, class, attrs, dtype, shape, grad, hlo) OP_##class(name)
#include "graph/op.def"
#undef OP
#undef OP_MAP
#define OP_MAP(name) [OP_##name] = map_##name,
#define OP(name, arity, class, attrs, dtype, shape, grad, hlo) OP_##class(name)
static Native const map_natives[OP_count] = {
#include "graph/op.def"
};
#undef OP
/* clang-format on */

Native native_of_op(OpCode op)
{
    bool plain = op_info[op].nattrs == 0 && op != OP_stop_grad && op != OP_metadata &&
                 op != OP_clip && op != OP_complex && op != OP_select && op != OP_threefry2x32;
    return plain ? map_natives[op] : NULL;
}

/* --- any operation --- */

static bool attr_of_value(Vm *vm, AttrName name, Value v, Arena *arena, Attr *out)
{
    Values list = {0};
    int64_t one = 0;
    DType t;
    *out = (Attr){.name = name, .count = 1};
    switch (attr_info[name].kind) {
    case AKIND_bool:
        one = is_truthy(v);
        break;
    case AKIND_dtype:
        if (!dtype_of_value(vm, v, &t)) {
            vm_fail(vm, EXC_ArgumentError, "expected a type for :%s", attr_info[name].name);
            return false;
        }
        one = (int64_t)t;
        break;
    case AKIND_int:
        if (v.tag != TAG_int) {
            vm_fail(vm, EXC_ArgumentError, "expected an integer for :%s", attr_info[name].name);
            return false;
        }
        one = v.i;
        break;
    case AKIND_ints: {
        bool ok = v.tag == TAG_tuple || list_values(v, &list);
        const Value *at = v.tag == TAG_tuple ? v.tuple->at : list.at;
        out->count = (uint32_t)(v.tag == TAG_tuple ? v.tuple->len : list.len);
        int64_t *ints = arena_array(arena, int64_t, out->count + 1);
        for (uint32_t i = 0; i < out->count && ok; i++) {
            ok = at[i].tag == TAG_int;
            ints[i] = at[i].i;
        }
        vec_free(&list);
        if (!ok)
            vm_fail(vm, EXC_ArgumentError, "expected integers for :%s", attr_info[name].name);
        out->at = ints;
        return ok;
    }
    }
    out->at = arena_copy(arena, &one, sizeof one);
    return true;
}

bool attrs_of_keywords(Vm *vm, OpCode op, Value keywords, Arena *arena, Attr *attrs)
{
    bool ok = true;
    for (int i = 0; i < op_info[op].nattrs && ok; i++) {
        AttrName name = op_info[op].attrs[i];
        Value v = keyword_get(keywords, sym(vm_cx(vm), str_of(attr_info[name].name)), POISON);
        if (v.tag == TAG_poison)
            vm_fail(vm, EXC_ArgumentError, "%s needs :%s", op_info[op].name, attr_info[name].name);
        ok = v.tag != TAG_poison && attr_of_value(vm, name, v, arena, &attrs[i]);
    }
    return ok;
}

/* Cnx.Op.apply(:sum, [t], axes: [0], keep_axes: false): every attribute of the row must be given.
 */
NATIVE(fn_op_apply)
{
    OpCode op;
    Values tensors = {0};
    Attr attrs[MAX_OP_ATTRS];
    Arena arena = {0};
    if (args[0].tag != TAG_atom || !op_of_name(sym_text(vm_cx(vm), args[0].atom), &op) ||
        !list_values(args[1], &tensors))
        return fail_argument(vm);
    bool ok = true;
    for (size_t i = 0; i < tensors.len; i++)
        if (is_held_elsewhere(tensors.at[i])) {
            vec_free(&tensors);
            return by_backend(vm, "apply_op", args, 3);
        }
    for (size_t i = 0; i < tensors.len && ok; i++) {
        const TensorObject *t = tensors.at[i].tensor;
        ok = tensors.at[i].tag == TAG_tensor && (t->data || t->node);
        if (tensors.at[i].tag != TAG_tensor)
            fail_argument(vm);
        else if (!ok)
            need_data(vm, tensors.at[i], "an operation");
    }
    ok = ok && attrs_of_keywords(vm, op, args[2], &arena, attrs);
    Value out =
        ok ? op_apply(vm, op, tensors.at, (int)tensors.len, attrs, op_info[op].nattrs) : POISON;
    vec_free(&tensors);
    arena_free(&arena);
    return out;
}

/* Cnx.Op.map(:select, [a, b, c]): an elementwise operation with Nx's rules for numbers and names.
 */
NATIVE(fn_op_map)
{
    OpCode op;
    Values list = {0};
    if (args[0].tag != TAG_atom || !op_of_name(sym_text(vm_cx(vm), args[0].atom), &op) ||
        !list_values(args[1], &list) || op_info[op].class_ != CLASS_MAP ||
        op_info[op].arity != (int)list.len)
        return fail_argument(vm);
    Value out = map_op(vm, op, list.at, (int)list.len);
    vec_free(&list);
    return out;
}

/* Cnx.Op.constant(number, type, shape) */
NATIVE(fn_op_constant)
{
    Scalar x;
    Type type;
    if (!scalar_of_value(vm, args[0], &x) || !dtype_of_value(vm, args[1], &type.dtype) ||
        !shape_of_value(args[2], &type.shape))
        return fail_argument(vm);
    return op_constant(vm, &type, x);
}

/* Cnx.Op.names(t, names): the tensor with these names, a list of atoms or nil. */
NATIVE(fn_op_names)
{
    Value t = value_ref(args[0]);
    if (is_held_elsewhere(t))
        return map_with(vm, t, value_atom(SYM_names), value_ref(args[1]));
    if (t.tag != TAG_tensor || !tensor_with_field(vm, &t, value_atom(SYM_names), args[1])) {
        value_free(t);
        return t.tag != TAG_tensor ? fail_argument(vm) : POISON;
    }
    return t;
}
