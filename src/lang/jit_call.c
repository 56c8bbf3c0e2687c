/* jit_call.c - calls of compiled definitions that need no look at templates.

   A definition called with plain tensors and numbers, and giving tensors or a tuple of them, is
   remembered by its name and its arguments' types and names, and the options in force. The next
   such call runs the program at once; every other call takes the way through Nx.Defn. */
#include "lang/jit.h"
#include "lang/native.h"
#include "lang/tensor_value.h"
#include "lang/trace.h"
#include "lang/vm_state.h"

#include <string.h>

enum { SLOTS = 256, MOST_ARGS = 16 };

typedef struct Named {
    Type type;
    Sym names[MAX_RANK];
} Named;

typedef struct KnownCall {
    Value module, name; /* POISON: an empty slot */
    Value options, program;
    VEC(Named) args, results;
    bool is_tuple;
    uint32_t epoch; /* of the Vm: a module that is defined again is another one */
} KnownCall;

typedef struct KnownCalls {
    Value options_key;
    KnownCall at[SLOTS];
} KnownCalls;

static void forget(KnownCall *k)
{
    value_free(k->options);
    value_free(k->program);
    vec_free(&k->args);
    vec_free(&k->results);
    *k = (KnownCall){.module = POISON, .options = VALUE_NIL, .program = VALUE_NIL};
}

void known_calls_free(Vm *vm)
{
    if (vm->known == NULL)
        return;
    for (int i = 0; i < SLOTS; i++)
        forget(&vm->known->at[i]);
    value_free(vm->known->options_key);
    free(vm->known);
    vm->known = NULL;
}

static KnownCalls *calls_of(Vm *vm)
{
    if (vm->known)
        return vm->known;
    vm->known = mem_alloc(sizeof *vm->known);
    for (int i = 0; i < SLOTS; i++)
        forget(&vm->known->at[i]);
    const Value pair[] = {value_atom(SYM_Nx_Defn), vm_atom(vm, "options")};
    vm->known->options_key = value_tuple(pair, 2);
    return vm->known;
}

/* The options of definitions that are in force, borrowed. */
static Value options_now(Vm *vm)
{
    Value v = map_at(*vm_dictionary(vm), calls_of(vm)->options_key);
    return v.tag == TAG_poison ? VALUE_NIL : v;
}

/* --- arguments --- */

/* Tensors of the arguments, yours; how many, -1 where one is not plain. */
static int plain_tensors(Vm *vm, Value list, Value *out)
{
    int count = 0;
    bool ok = true;
    for (; ok && list.tag == TAG_cons; list = list.cons->tail) {
        Value v = list.cons->head;
        bool is_number = v.tag == TAG_int || v.tag == TAG_float;
        const TensorObject *t = v.tag == TAG_tensor ? v.tensor : NULL;
        ok = count < MOST_ARGS &&
             (is_number || (t && t->data && t->vectorized == 0 && !t->is_donatable));
        if (ok) {
            out[count] = to_tensor(vm, v);
            ok = out[count].tag == TAG_tensor;
            count += ok;
        }
    }
    if (ok && list.tag == TAG_nil)
        return count;
    while (count > 0)
        value_free(out[--count]);
    return -1;
}

static bool is_named(const Named *n, const TensorObject *t)
{
    return type_equal(&n->type, &t->type) &&
           memcmp(n->names, t->names, sizeof(Sym) * (size_t)t->type.shape.rank) == 0;
}

/* Where a call with these arguments is remembered. */
static KnownCall *slot_of(Vm *vm, const Value *args, const Value *tensors, int count)
{
    uint64_t hash = (uint64_t)args[0].atom * 0x9E3779B97F4A7C15u + args[1].atom;
    for (int i = 0; i < count; i++) {
        const Type *t = &tensors[i].tensor->type;
        hash = hash * 31 + (uint64_t)t->dtype;
        for (int a = 0; a < t->shape.rank; a++)
            hash = hash * 31 + (uint64_t)t->shape.dim[a];
    }
    return &calls_of(vm)->at[(hash ^ hash >> 32) % SLOTS];
}

static bool is_this(Vm *vm, const KnownCall *k, const Value *args, const Value *tensors, int count)
{
    bool ok = k->module.tag == TAG_atom && k->module.atom == args[0].atom &&
              k->name.atom == args[1].atom && (int)k->args.len == count && k->epoch == vm->epoch &&
              value_equal(k->options, options_now(vm), true);
    for (int i = 0; i < count && ok; i++)
        ok = is_named(&k->args.at[i], tensors[i].tensor);
    return ok;
}

/* --- calling --- */

static Value result_of(const KnownCall *k, Tensor **outputs)
{
    Value all[MOST_ARGS];
    for (size_t i = 0; i < k->results.len; i++) {
        all[i] = tensor_of_data(outputs[i]);
        memcpy(all[i].tensor->names, k->results.at[i].names, sizeof k->results.at[i].names);
    }
    return k->is_tuple ? value_tuple(all, (uint32_t)k->results.len) : all[0];
}

/* Cnx.Jit.call(module, name, args): what the definition gives, or nil for the long way. */
NATIVE(fn_jit_call)
{
    static const bool given[MOST_ARGS];
    Value tensors[MOST_ARGS], out = VALUE_NIL;
    int n = is_tracing(vm) ? -1 : plain_tensors(vm, args[2], tensors);
    if (n < 0)
        return VALUE_NIL;
    const KnownCall *k = slot_of(vm, args, tensors, n);
    if (is_this(vm, k, args, tensors, n)) {
        Tensor *inputs[MOST_ARGS], *outputs[MOST_ARGS];
        for (int i = 0; i < n; i++)
            inputs[i] = tensors[i].tensor->data;
        Value program = value_ref(k->program); /* a call in the call may take the slot */
        KnownCall own = *k;
        Named results[MOST_ARGS];
        memcpy(results, own.results.at, own.results.len * sizeof *results);
        own.results.at = results;
        bool ok = program_run_over(vm->cx, program_of_value(program), inputs, given, outputs);
        out = ok ? result_of(&own, outputs) : vm_raise_pending(vm);
        value_free(program);
    }
    while (n > 0)
        value_free(tensors[--n]);
    return out;
}

/* --- remembering --- */

/* The tensor that {:tensor, type, shape, names} stands for; false for other templates. */
static bool named_of(Vm *vm, Value template, Named *out)
{
    const Value *at = template.tag == TAG_tuple ? template.tuple->at : NULL;
    if (at == NULL || template.tuple->len != 4 || at[0].tag != TAG_atom ||
        at[0].atom != vm_atom(vm, "tensor").atom || !dtype_of_value(vm, at[1], &out->type.dtype) ||
        !shape_of_value(at[2], &out->type.shape))
        return false;
    int axis = 0;
    for (int i = 0; i < MAX_RANK; i++)
        out->names[i] = NAME_none;
    for (Value l = at[3]; l.tag == TAG_cons && axis < MAX_RANK; l = l.cons->tail)
        out->names[axis++] = l.cons->head.atom == SYM_nil ? NAME_none : l.cons->head.atom;
    return axis == out->type.shape.rank;
}

/* The tensors of a result's template: one, or a tuple of them. */
static bool results_of(Vm *vm, Value template, KnownCall *k)
{
    Named n;
    if (named_of(vm, template, &n)) {
        vec_push(&k->results, n);
        return true;
    }
    bool ok = template.tag == TAG_tuple && template.tuple->len == 2 &&
              template.tuple->at[0].tag == TAG_atom &&
              template.tuple->at[0].atom == vm_atom(vm, "tuple").atom;
    k->is_tuple = true;
    for (Value l = ok ? template.tuple->at[1] : VALUE_EMPTY; ok && l.tag == TAG_cons;
         l = l.cons->tail) {
        ok = k->results.len < MOST_ARGS && named_of(vm, l.cons->head, &n);
        if (ok)
            vec_push(&k->results, n);
    }
    return ok;
}

/* Cnx.Jit.remember(module, name, args, entry): the entry, which calls like this one are to use, as
   far as they can be told by looking. */
NATIVE(fn_jit_remember)
{
    Value tensors[MOST_ARGS], entry = args[3];
    bool is_program = entry.tag == TAG_tuple && entry.tuple->len == 2;
    const Program *p = is_program ? program_of_value(entry.tuple->at[0]) : NULL;
    int n = p && !p->partitions && !p->used_up ? plain_tensors(vm, args[2], tensors) : -1;
    KnownCall k = {.module = args[0], .name = args[1], .options = VALUE_NIL, .program = VALUE_NIL};
    k.epoch = vm->epoch;
    if (n >= 0 && results_of(vm, entry.tuple->at[1], &k)) {
        KnownCall *slot = slot_of(vm, args, tensors, n);
        for (int i = 0; i < n; i++) {
            Named arg = {.type = tensors[i].tensor->type};
            memcpy(arg.names, tensors[i].tensor->names, sizeof arg.names);
            vec_push(&k.args, arg);
        }
        forget(slot);
        *slot = k;
        slot->options = value_ref(options_now(vm));
        slot->program = value_ref(entry.tuple->at[0]);
    } else {
        vec_free(&k.results);
    }
    while (n > 0)
        value_free(tensors[--n]);
    return value_ref(entry);
}
