/* eager.c - see eager.h.

   A program is kept under what it was made for: the compiler, the operation with its attributes and
   the operands' types, as words. The table is SETS lists of WAYS programs each; where a list is
   full, its program that was not used for the longest time goes, so memory is bounded and what is
   used again and again stays.

   Nodes have no place in the program: a program serves every call of its kind, and an error has the
   place of the call that met it. */
#include "lang/eager.h"

#include "lang/native.h"
#include "lang/tensor_value.h"
#include "lang/vm_state.h"

#include <string.h>

enum { SETS = 64, WAYS = 8 };

typedef VEC(int64_t) Words;

typedef struct EagerProgram {
    Words key;
    uint64_t hash, used;
    Program *program; /* NULL: there is none */
} EagerProgram;

typedef struct Eager {
    Value own_key, shared_key; /* where the process and the program keep their default backend */
    Value backend;             /* the one that was last resolved */
    const Compiler *compiler;  /* what it stands for; NULL: the reference */
    Words key;                 /* of the call being looked up */
    uint64_t clock;
    EagerProgram at[SETS][WAYS];
} Eager;

static Eager *eager_of(Vm *vm)
{
    if (vm->eager)
        return vm->eager;
    const Value own[] = {value_atom(SYM_Nx), vm_atom(vm, "backend")};
    const Value shared[] = {vm_atom(vm, "Elixir.Application"), vm_atom(vm, "nx"),
                            vm_atom(vm, "default_backend")};
    vm->eager = mem_alloc(sizeof *vm->eager);
    vm->eager->own_key = value_tuple(own, 2);
    vm->eager->shared_key = value_tuple(shared, 3);
    vm->eager->backend = VALUE_NIL;
    return vm->eager;
}

static void forget(EagerProgram *p)
{
    program_free(p->program);
    vec_free(&p->key);
    *p = (EagerProgram){.program = NULL};
}

void eager_free(Vm *vm)
{
    Eager *e = vm->eager;
    if (e == NULL)
        return;
    for (int i = 0; i < SETS * WAYS; i++)
        forget(&e->at[i / WAYS][i % WAYS]);
    vec_free(&e->key);
    value_free(e->own_key);
    value_free(e->shared_key);
    value_free(e->backend);
    free(e);
    vm->eager = NULL;
}

/* --- which compiler --- */

/* The default backend, borrowed: {module, options}, or from settings a module alone. */
static Value backend_now(Vm *vm, const Eager *e)
{
    Value v = map_at(*vm_dictionary(vm), e->own_key);
    return v.tag != TAG_poison ? v : map_at(vm->terms, e->shared_key);
}

/* Whether a compiler gains anything by the operation alone: not by what moves no element, nor by
   what holds a function. */
static bool is_worthwhile(OpCode op)
{
    return op_info[op].class_ != CLASS_LEAF && op != OP_reshape && op != OP_stop_grad &&
           op != OP_metadata && op != OP_runtime_call && !op_has_regions(op);
}

/* Asks Nx.Backend for the name of the backend's compiler, or nil; false after raising. */
static bool resolve(Vm *vm, Eager *e, Value backend)
{
    Value name = by_backend(vm, "compiler", &backend, 1);
    const Compiler *c = NULL;
    if (name.tag == TAG_poison)
        return false;
    if (!is_atom(name, SYM_nil) &&
        (c = compiler_of_name(vm->cx, sym_text(vm->cx, name.atom))) == NULL) {
        vm_raise_pending(vm);
        return false;
    }
    value_free(e->backend);
    e->backend = value_ref(backend);
    e->compiler = c;
    return true;
}

bool eager_compiler(Vm *vm, OpCode op, const Compiler **out)
{
    Eager *e = eager_of(vm);
    Value now = backend_now(vm, e);
    *out = NULL;
    bool is_called = vm->host_call.frames > 0; /* by a program, perhaps the same compiler's */
    if (now.tag == TAG_poison || !is_worthwhile(op) || is_called || vm->cx->check_nan)
        return true;
    if (!value_same(now, e->backend) && !resolve(vm, e, now))
        return false;
    *out = e->compiler;
    return true;
}

/* --- programs --- */

static void add_words(Words *to, const int64_t *from, size_t count)
{
    for (size_t i = 0; i < count; i++)
        vec_push(to, from[i]);
}

/* Writes the key of the call; its hash. */
static uint64_t write_key(Words *key, const Compiler *c, OpCode op, Tensor *const *inputs,
                          int count, const Attr *attrs, int nattrs)
{
    key->len = 0;
    add_words(key, (int64_t[]){(int64_t)(intptr_t)c, op, count}, 3);
    for (int i = 0; i < nattrs; i++) {
        add_words(key, (int64_t[]){attrs[i].name, attrs[i].count}, 2);
        add_words(key, attrs[i].at, attrs[i].count);
    }
    for (int i = 0; i < count; i++) {
        const Type *t = &inputs[i]->type;
        add_words(key, (int64_t[]){t->dtype, t->shape.rank}, 2);
        add_words(key, t->shape.dim, (size_t)t->shape.rank);
    }
    uint64_t hash = 0;
    for (size_t i = 0; i < key->len; i++)
        hash = (hash ^ (uint64_t)key->at[i]) * 0x9E3779B97F4A7C15u, hash ^= hash >> 32;
    return hash;
}

/* The operation alone on parameters, compiled; NULL after an error. */
static Program *compile_one(Vm *vm, const Compiler *c, OpCode op, Tensor *const *inputs, int count,
                            const Attr *attrs, int nattrs)
{
    Graph *g = graph_new();
    Node **operands = mem_alloc((size_t)count * sizeof *operands + 1);
    Program *p = NULL;
    for (int i = 0; i < count; i++)
        operands[i] = graph_parameter(vm->cx, g, inputs[i]->type, SPAN_NONE);
    Node *n = graph_node(vm->cx, g, op, operands, count, attrs, nattrs, SPAN_NONE);
    for (int i = 0; n && i < n->ntypes; i++)
        vec_push(&g->results, graph_elem(vm->cx, g, n, i));
    if (!failed(vm->cx)) {
        vm->builds++;
        p = compile(vm->cx, g, c, NULL);
    }
    free(operands);
    graph_free(g);
    return p;
}

/* The place of the call's program in the table: found, or made; NULL after an error. */
static const Program *program_for(Vm *vm, const Compiler *c, OpCode op, Tensor *const *inputs,
                                  int count, const Attr *attrs, int nattrs)
{
    Eager *e = eager_of(vm);
    uint64_t hash = write_key(&e->key, c, op, inputs, count, attrs, nattrs);
    EagerProgram *ways = e->at[hash % SETS], *oldest = &ways[0];
    for (int i = 0; i < WAYS; i++) {
        EagerProgram *p = &ways[i];
        if (p->program && p->hash == hash && p->key.len == e->key.len &&
            memcmp(p->key.at, e->key.at, e->key.len * sizeof *e->key.at) == 0) {
            p->used = ++e->clock;
            return p->program;
        }
        if (p->used < oldest->used)
            oldest = p;
    }
    Program *made = compile_one(vm, c, op, inputs, count, attrs, nattrs);
    if (made == NULL)
        return NULL;
    forget(oldest);
    *oldest = (EagerProgram){.hash = hash, .used = ++e->clock, .program = made};
    add_words(&oldest->key, e->key.at, e->key.len);
    return made;
}

Value eager_apply(Vm *vm, const Compiler *c, OpCode op, Tensor *const *inputs, int count,
                  const Attr *attrs, int nattrs)
{
    const Program *p = program_for(vm, c, op, inputs, count, attrs, nattrs);
    size_t results = p ? p->graph->results.len : 0;
    Tensor *few[4], **outputs = results <= 4 ? few : mem_alloc(results * sizeof *outputs);
    Value out = POISON;
    if (p && program_run(vm->cx, p, inputs, outputs)) {
        Value *items = mem_alloc(results * sizeof *items);
        for (size_t i = 0; i < results; i++)
            items[i] = tensor_of_data(outputs[i]);
        out = results == 1 ? items[0] : value_tuple(items, (uint32_t)results);
        free(items);
    }
    if (outputs != few)
        free(outputs);
    return out.tag == TAG_poison ? vm_raise_pending(vm) : out;
}
