/* vm.c - the machine that runs compiled functions; see insn.def and vm_state.h.

   Every register always holds a valid value: writing one frees what was there, leaving a frame
   frees them all. */
#include "lang/bits.h"
#include "lang/exec.h"
#include "lang/native.h"
#include "lang/vm_state.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

/* --- the stacks --- */

static void *reserve(size_t bytes)
{
    void *p = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE,
                   -1, 0);
    return p == MAP_FAILED ? NULL : p;
}

/* Address space for the deepest recursion: 2 GiB of values and 512 MiB of frames, or less where the
   system grants less or they would be more than a quarter of the machine's memory. */
bool stacks_init(Vm *vm)
{
    for (int shift = 31; shift >= 24; shift--) {
        size_t bytes = (size_t)1 << shift;
        if (shift > 24 && bytes > mem_machine() / 5)
            continue;
        vm->stack = reserve(bytes);
        vm->frames = vm->stack ? reserve(bytes / 4) : NULL;
        if (vm->frames) {
            vm->stack_end = vm->stack + bytes / sizeof(Value);
            vm->frame_most = bytes / 4 / sizeof(Frame);
            return true;
        }
        if (vm->stack)
            munmap(vm->stack, bytes);
    }
    return false;
}

void stacks_free(Vm *vm)
{
    if (vm->stack)
        munmap(vm->stack, (size_t)(vm->stack_end - vm->stack) * sizeof(Value));
    if (vm->frames)
        munmap(vm->frames, (size_t)(vm->stack_end - vm->stack) * sizeof(Value) / 4);
    vm->stack = NULL;
    vm->frames = NULL;
}

/* Gives the memory back that an endless recursion took; what is below `top` stays. */
static void stacks_trim(Vm *vm, const Value *top)
{
    const size_t kept = (size_t)1 << 20, bytes = (size_t)(vm->stack_end - vm->stack) * sizeof *top;
    size_t values = ((size_t)(top - vm->stack) * sizeof *top + kept) / kept * kept;
    size_t frames = (vm->frame_count * sizeof(Frame) + kept) / kept * kept;
    if (values < bytes)
        madvise((char *)vm->stack + values, bytes - values, MADV_DONTNEED);
    if (frames < bytes / 4)
        madvise((char *)vm->frames + frames, bytes / 4 - frames, MADV_DONTNEED);
    vm->was_full = false;
}

static inline void set(Value *slot, Value v)
{
    Value old = *slot;
    *slot = v;
    value_free(old);
}

ALWAYS_INLINE bool push_frame(Vm *vm, Code *code, Value *base, Value *result)
{
    if (UNLIKELY(base + code->registers + 256 > vm->stack_end ||
                 vm->frame_count + 2 > vm->frame_most)) {
        vm->was_full = true;
        vm_fail(vm, EXC_SystemLimitError, "the stack is full: %zu calls are waiting for a result",
                vm->frame_count);
        return false;
    }
    vm->frames[vm->frame_count++] =
        (Frame){.code = code_ref(code), .pc = code->insns.at, .base = base, .result = result};
    return true;
}

ALWAYS_INLINE void clear_run(Value *v, const Value *end)
{
    for (; v < end; v++) {
        if (is_counted(*v))
            value_free(*v);
        v->tag = TAG_poison;
    }
}

ALWAYS_INLINE void code_leave(Code *code)
{
    if (LIKELY(code->count > 1))
        code->count--;
    else
        code_free(code);
}

ALWAYS_INLINE void pop_frame(Vm *vm)
{
    Frame *f = &vm->frames[vm->frame_count - 1];
    clear_run(f->base, f->base + f->code->registers);
    code_leave(f->code);
    vm->frame_count--;
}

/* --- finding functions --- */

static Function *site_resolve(Vm *vm, const Code *code, Site *s)
{
    Function *f = function_find(vm, s->module, s->name, s->arity);
    if (f == NULL || (f->is_private && f->module != code->module)) {
        vm_undefined(vm, s->module, s->name, s->arity);
        return NULL;
    }
    if (f->native == NULL && f->code == NULL && !function_compile(vm, f)) {
        vm_raise_pending(vm);
        return NULL;
    }
    s->epoch = vm->epoch; /* loading a module counts it up */
    return s->function = f;
}

ALWAYS_INLINE Function *site_function(Vm *vm, const Code *code, Site *s)
{
    return LIKELY(s->function && s->epoch == vm->epoch) ? s->function : site_resolve(vm, code, s);
}

static void bad_arity(Vm *vm, Value function, const Value *args, int count)
{
    ListBuilder list = LIST_BUILDER;
    for (int i = 0; i < count; i++)
        list_push(&list, value_ref(args[i]));
    Value fields[] = {function, list.list};
    fail_struct(vm, "Elixir.BadArityError", (const char *[]){"function", "args"}, fields, 2);
    value_free(list.list);
}

/* --- calling --- */

typedef enum Called { CALLED_failed, CALLED_done, CALLED_frame } Called;

/* Enters `f` with `count` arguments at `base`. A native runs at once, and its result is written. */
ALWAYS_INLINE Called enter(Vm *vm, Function *f, Value *base, int count, Value *result)
{
    if (f->native) {
        Value v = f->native(vm, base, count);
        for (int i = 0; i < count; i++)
            set(&base[i], POISON);
        if (UNLIKELY(v.tag == TAG_poison)) {
            vm_raise_pending(vm);
            return CALLED_failed;
        }
        set(result, v);
        return CALLED_done;
    }
    if (UNLIKELY(f->code == NULL) && !function_compile(vm, f)) {
        vm_raise_pending(vm);
        return CALLED_failed;
    }
    return push_frame(vm, f->code, base, result) ? CALLED_frame : CALLED_failed;
}

/* Enters a function value; captured values follow the arguments. */
static Called enter_value(Vm *vm, Value function, Value *base, int count, Value *result)
{
    if (UNLIKELY(function.tag != TAG_function)) {
        fail_struct(vm, "Elixir.BadFunctionError", (const char *[]){"term"}, &function, 1);
        return CALLED_failed;
    }
    Closure *c = function.function;
    if (UNLIKELY((int)c->arity != count)) {
        bad_arity(vm, function, base, count);
        return CALLED_failed;
    }
    if (c->function)
        return enter(vm, c->function, base, count, result);
    if (UNLIKELY(!push_frame(vm, c->code, base, result)))
        return CALLED_failed;
    for (uint32_t i = 0; i < c->captured; i++)
        set(&base[count + (int)i], value_ref(c->at[i]));
    return CALLED_frame;
}

/* Leaves the frame for a tail call whose arguments are at `window`: they move to the frame's base
   before its registers are cleared. */
static Value *slide(Vm *vm, Value *window, int count, Value **result, Span *from)
{
    Frame *f = &vm->frames[vm->frame_count - 1];
    Value *base = f->base;
    *from = f->code->is_library ? f->from : f->code->spans.at[f->pc - f->code->insns.at - 1];
    *result = f->result;
    for (int i = 0; i < count; i++) {
        Value v = window[i];
        window[i] = POISON;
        set(&base[i], v);
    }
    clear_run(base + count, base + f->code->registers);
    code_leave(f->code);
    vm->frame_count--;
    return base;
}

/* --- unwinding --- */

/* Leaves frames until one that handles what was raised; false when none above `bottom` does. */
static bool unwind(Vm *vm, size_t bottom)
{
    while (vm->handlers.len && vec_last(&vm->handlers).frame >= bottom) {
        Handler h = vec_pop(&vm->handlers);
        while (vm->frame_count - 1 > h.frame)
            pop_frame(vm);
        Frame *f = &vm->frames[h.frame];
        static const Sym kinds[] = {SYM_error, SYM_throw, 0};
        Sym kind =
            vm->raised.kind == RAISE_exit ? sym(vm->cx, STR("exit")) : kinds[vm->raised.kind];
        set(&f->base[h.reg], value_atom(kind));
        set(&f->base[h.reg + 1], value_ref(vm->raised.reason));
        set(&f->base[h.reg + 2], h.wants_stack ? stack_value(vm, &vm->raised) : VALUE_EMPTY);
        raised_catch(vm);
        f->pc = f->code->insns.at + h.target;
        return true;
    }
    while (vm->frame_count > bottom)
        pop_frame(vm);
    return false;
}

/* --- the loop --- */

/* b < c, b <= c, b > c or b >= c; `at` counts from INSN_lt. */
static bool compare(Vm *vm, int at, Value b, Value c)
{
    int order = value_compare(vm, b, c, false);
    return at == 0 ? order < 0 : at == 1 ? order <= 0 : at == 2 ? order > 0 : order >= 0;
}

static Value closure_new(Frame *f, const Insn *i)
{
    Closure *c = mem_alloc(sizeof *c + i->n * sizeof(Value));
    Code *code = f->code->codes.at[i->x];
    c->object = (Object){1, TAG_function};
    c->code = code_ref(code);
    c->arity = code->arity;
    c->captured = i->n;
    for (int k = 0; k < i->n; k++)
        c->at[k] = take(&f->base[i->b + k]);
    return (Value){.tag = TAG_function, .function = c};
}

/* Runs until the frame count is `bottom` again. False when something was raised and not handled. */
static bool loop(Vm *vm, size_t bottom)
{
    Frame *f;
    const Insn *i;
    Value *r;
    const Value *k;
    Function *tail;
    Code *code;
    Value *base, *to, value;
    Span from = SPAN_NONE;
    static const volatile sig_atomic_t never = 0;
    const volatile sig_atomic_t *stop = vm->cx->interrupt ? vm->cx->interrupt : &never;

#define LOAD_FRAME                                                                                 \
    (f = &vm->frames[vm->frame_count - 1], i = f->pc, r = f->base, k = f->code->constants.at)
#define OPERAND(x) ((x)&CONST_BIT ? k[(x) & ~CONST_BIT] : r[(x)])
#define RAISE      goto raised
#define STOP_WHEN_ASKED                                                                            \
    if (UNLIKELY(__atomic_load_n(stop, __ATOMIC_RELAXED)) && interrupted(vm->cx)) {                \
        vm_raise_pending(vm);                                                                      \
        RAISE;                                                                                     \
    }
#define CALLED(how)                                                                                \
    switch (how) {                                                                                 \
    case CALLED_failed:                                                                            \
        RAISE;                                                                                     \
    case CALLED_frame:                                                                             \
        LOAD_FRAME;                                                                                \
        continue;                                                                                  \
    case CALLED_done:                                                                              \
        continue;                                                                                  \
    }

    LOAD_FRAME;
    for (;;) {
        const Insn *at = i++;
        f->pc = i;
        switch ((InsnOp)at->op) {
        case INSN_move: {
            set(&r[at->a], at->n ? take_register(&r[at->b]) : value_ref(OPERAND(at->b)));
            continue;
        }
#define ARITHMETIC(name, overflows)                                                                \
    case INSN_##name: {                                                                            \
        Value b = OPERAND(at->b), c = OPERAND(at->c);                                              \
        int64_t small;                                                                             \
        if (LIKELY(b.tag == TAG_int && c.tag == TAG_int) && !overflows(b.i, c.i, &small)) {        \
            set(&r[at->a], value_int(small));                                                      \
            continue;                                                                              \
        }                                                                                          \
        value = arithmetic(vm, INSN_##name, b, c);                                                 \
        goto computed;                                                                             \
    }
            ARITHMETIC(add, __builtin_add_overflow)
            ARITHMETIC(sub, __builtin_sub_overflow)
            ARITHMETIC(mul, __builtin_mul_overflow)
#undef ARITHMETIC
        computed:
            if (LIKELY(value.tag != TAG_poison)) {
                set(&r[at->a], value);
                continue;
            }
            if (at->x == 0)
                RAISE;
            raised_clear(vm);
            i = f->code->insns.at + at->x;
            continue;
        case INSN_eq:
        case INSN_ne: {
            bool same = value_equal(OPERAND(at->b), OPERAND(at->c), false);
            set(&r[at->a], value_bool(same == (at->op == INSN_eq)));
            continue;
        }
        case INSN_strict_eq:
        case INSN_strict_ne: {
            bool same = value_equal(OPERAND(at->b), OPERAND(at->c), true);
            set(&r[at->a], value_bool(same == (at->op == INSN_strict_eq)));
            continue;
        }
#define COMPARES(name, operator)                                                                   \
    case INSN_##name: {                                                                            \
        Value b = OPERAND(at->b), c = OPERAND(at->c);                                              \
        bool holds = b.tag == TAG_int && c.tag == TAG_int ? b.i operator c.i                       \
            : compare(vm, INSN_##name - INSN_lt, b, c);                                            \
        set(&r[at->a], value_bool(holds));                                                         \
        continue;                                                                                  \
    }                                                                                              \
    case INSN_jump_##name: {                                                                       \
        Value b = OPERAND(at->b), c = OPERAND(at->c);                                              \
        bool holds = LIKELY(b.tag == TAG_int && c.tag == TAG_int) ? b.i operator c.i               \
            : compare(vm, INSN_##name - INSN_lt, b, c);                                            \
        i = holds == at->n ? f->code->insns.at + at->x : i + 1;                                    \
        continue;                                                                                  \
    }
            COMPARES(lt, <)
            COMPARES(le, <=)
            COMPARES(gt, >)
            COMPARES(ge, >=)
#undef COMPARES
        case INSN_jump_eq:
        case INSN_jump_ne:
        case INSN_jump_strict_eq:
        case INSN_jump_strict_ne: {
            Value b = OPERAND(at->b), c = OPERAND(at->c);
            bool is_strict = at->op >= INSN_jump_strict_eq;
            bool is_not = at->op == INSN_jump_ne || at->op == INSN_jump_strict_ne;
            bool same = b.tag == TAG_int && c.tag == TAG_int     ? b.i == c.i
                        : b.tag == TAG_atom && c.tag == TAG_atom ? b.atom == c.atom
                                                                 : value_equal(b, c, is_strict);
            i = (same != is_not) == at->n ? f->code->insns.at + at->x : i + 1;
            continue;
        }
        case INSN_bang:
            set(&r[at->a], value_bool(!is_truthy(OPERAND(at->b))));
            continue;
        case INSN_check_bool: {
            Value b = OPERAND(at->b);
            if (b.tag == TAG_atom && (b.atom == SYM_true || b.atom == SYM_false))
                continue;
            if (at->x) {
                i = f->code->insns.at + at->x;
                continue;
            }
            raise_bad_boolean(vm, at->n, b);
            RAISE;
        }
        case INSN_jump:
            i = f->code->insns.at + at->x;
            continue;
        case INSN_jump_false:
            if (!is_truthy(OPERAND(at->b)))
                i = f->code->insns.at + at->x;
            continue;
        case INSN_jump_true:
            if (is_truthy(OPERAND(at->b)))
                i = f->code->insns.at + at->x;
            continue;

        case INSN_is_equal: {
            Value b = OPERAND(at->b), c = OPERAND(at->c);
            if (b.tag != c.tag || !(b.tag <= TAG_nil && b.tag != TAG_float
                                        ? b.i == c.i || (b.tag == TAG_atom && b.atom == c.atom)
                                        : value_equal(b, c, true)))
                i = f->code->insns.at + at->x;
            continue;
        }
        case INSN_is_tuple: {
            Value b = OPERAND(at->b);
            if (b.tag != TAG_tuple || b.tuple->len != at->n)
                i = f->code->insns.at + at->x;
            continue;
        }
        case INSN_is_cons:
            if (OPERAND(at->b).tag != TAG_cons)
                i = f->code->insns.at + at->x;
            continue;
        case INSN_is_map: {
            Tag tag = OPERAND(at->b).tag;
            if (tag != TAG_map && tag != TAG_tensor)
                i = f->code->insns.at + at->x;
            continue;
        }
        case INSN_elem:
            set(&r[at->a], value_ref(OPERAND(at->b).tuple->at[at->n]));
            continue;
        case INSN_head:
            set(&r[at->a], value_ref(OPERAND(at->b).cons->head));
            continue;
        case INSN_tail:
            set(&r[at->a], value_ref(OPERAND(at->b).cons->tail));
            continue;
        case INSN_map_value: {
            Value v = field_at(vm, OPERAND(at->b), OPERAND(at->c));
            if (v.tag == TAG_poison)
                i = f->code->insns.at + at->x;
            else
                set(&r[at->a], v);
            continue;
        }
        case INSN_bin_starts: {
            Value b = OPERAND(at->b);
            Str prefix = binary_str(OPERAND(at->c));
            if (b.tag != TAG_binary || !str_starts(binary_str(b), prefix) || !is_binary(b))
                i = f->code->insns.at + at->x;
            else
                set(&r[at->a], value_binary_part(b, prefix.len, b.binary->len - prefix.len));
            continue;
        }
        case INSN_bin_match: {
            Value v = POISON, b = OPERAND(at->b);
            int64_t place = r[at->c].i;
            bool ok = b.tag == TAG_binary &&
                      bits_match(vm, b, &place, r[at->c + 1], bit_spec_unpack(at->x), &v);
            if (ok) {
                set(&r[at->a], v);
                set(&r[at->c], value_int(place));
            }
            set(&r[at->c + 2], value_bool(ok));
            continue;
        }
        case INSN_bin_end:
            if (r[at->c].i != bits_length(OPERAND(at->b)))
                i = f->code->insns.at + at->x;
            continue;

        case INSN_call: {
            STOP_WHEN_ASKED;
            Function *fn = site_function(vm, f->code, &f->code->sites.at[at->x]);
            if (fn == NULL)
                RAISE;
            if (LIKELY(fn->code != NULL && fn->native == NULL)) {
                code = fn->code;
                goto call_code;
            }
            CALLED(enter(vm, fn, &r[at->a], at->n, &r[at->a]));
            continue;
        }
        case INSN_call_self:
            STOP_WHEN_ASKED;
            code = f->code;
        call_code:
            if (UNLIKELY(!push_frame(vm, code, &r[at->a], &r[at->a])))
                RAISE;
            f++;
            i = code->insns.at;
            r = f->base;
            k = code->constants.at;
            continue;
        case INSN_tail_self: {
            STOP_WHEN_ASKED;
            for (int n = 0; n < at->n; n++)
                set(&r[n], take_register(&r[at->a + n]));
            clear_run(r + at->n, r + f->code->registers);
            i = f->code->insns.at;
            continue;
        }
        case INSN_native: {
            Site *s = &f->code->sites.at[at->b];
            Function *fn = site_function(vm, f->code, s);
            Value v = fn ? fn->native(vm, &r[at->a], at->n) : POISON;
            for (int n = 0; n < at->n; n++)
                set(&r[at->a + n], POISON);
            if (UNLIKELY(v.tag == TAG_poison)) {
                if (at->x) {
                    error_free(error_take(vm->cx));
                    raised_clear(vm);
                    i = f->code->insns.at + at->x;
                    continue;
                }
                vm_raise_pending(vm);
                RAISE;
            }
            set(&r[at->a], v);
            continue;
        }
        case INSN_tail_call:
            tail = site_function(vm, f->code, &f->code->sites.at[at->x]);
            if (tail == NULL)
                RAISE;
        tail_function:
            STOP_WHEN_ASKED;
            if (tail->native) {
                Called how = enter(vm, tail, &r[at->a], at->n, &r[at->a]);
                if (how == CALLED_failed)
                    RAISE;
                value = take_register(&r[at->a]);
                goto left;
            }
            if (UNLIKELY(tail->code == NULL) && !function_compile(vm, tail)) {
                vm_raise_pending(vm);
                RAISE;
            }
            base = slide(vm, &r[at->a], at->n, &to, &from);
            push_frame(vm, tail->code, base, to); /* there is room: a frame just left */
            vm->frames[vm->frame_count - 1].from = from;
            LOAD_FRAME;
            continue;
        case INSN_call_value: {
            Value function = value_ref(OPERAND(at->b));
            Called how = enter_value(vm, function, &r[at->a], at->n, &r[at->a]);
            value_free(function);
            CALLED(how);
            continue;
        }
        case INSN_tail_value: {
            Value function = value_ref(OPERAND(at->b));
            bool fits = function.tag == TAG_function && (int)function.function->arity == at->n;
            if (fits && function.function->function) {
                tail = function.function->function;
                value_free(function);
                goto tail_function;
            }
            if (UNLIKELY(__atomic_load_n(stop, __ATOMIC_RELAXED)) && interrupted(vm->cx))
                vm_raise_pending(vm), fits = false;
            base = &r[at->a];
            to = f->result;
            if (fits)
                base = slide(vm, base, at->n, &to, &from);
            Called how = vm->is_raised ? CALLED_failed : enter_value(vm, function, base, at->n, to);
            value_free(function);
            if (how == CALLED_failed)
                RAISE;
            vm->frames[vm->frame_count - 1].from = from;
            LOAD_FRAME;
            continue;
        }
        case INSN_return:
            value = at->b & CONST_BIT ? value_ref(k[at->b & ~CONST_BIT]) : take_register(&r[at->b]);
            goto left;
        case INSN_closure:
            set(&r[at->a], closure_new(f, at));
            continue;

        case INSN_make_list: {
            Value list = value_ref(OPERAND(at->c));
            for (int32_t n = at->x; n-- > 0;)
                list = value_cons(take_register(&r[at->b + n]), list);
            set(&r[at->a], list);
            continue;
        }
        case INSN_make_tuple: {
            Value t = value_tuple(&r[at->b], (uint32_t)at->x);
            for (int32_t n = 0; n < at->x; n++)
                r[at->b + n] = POISON;
            set(&r[at->a], t);
            continue;
        }
        case INSN_make_map:
            set(&r[at->a], map_new());
            continue;
        case INSN_map_put: {
            Value m = take_register(&r[at->a]);
            r[at->a] = map_with(vm, m, value_ref(OPERAND(at->b)), value_ref(OPERAND(at->c)));
            continue;
        }
        case INSN_map_update: {
            if (!update_field(vm, &r[at->a], OPERAND(at->b), OPERAND(at->c)))
                RAISE;
            continue;
        }
        case INSN_map_field: {
            Value b = OPERAND(at->b), c = OPERAND(at->c), v;
            if (b.tag == TAG_atom && b.atom > SYM_true) {
                Site s = {.module = b.atom, .name = c.atom};
                Function *fn = site_function(vm, f->code, &s);
                if (fn == NULL)
                    RAISE;
                CALLED(enter(vm, fn, r + f->code->registers, 0, &r[at->a]));
                continue;
            }
            v = field_at(vm, b, c);
            if (UNLIKELY(v.tag == TAG_poison)) {
                if (at->x) {
                    i = f->code->insns.at + at->x;
                    continue;
                }
                raise_no_field(vm, b, c);
                RAISE;
            }
            set(&r[at->a], v);
            continue;
        }
        case INSN_to_string: {
            Value b = OPERAND(at->b);
            if (is_binary(b)) {
                set(&r[at->a], value_ref(b));
                continue;
            }
            Text t = {0};
            bool ok = value_to_string(vm, &t, b);
            if (ok)
                set(&r[at->a], value_binary(text_str(&t)));
            text_free(&t);
            if (!ok) {
                vm_raise_pending(vm);
                RAISE;
            }
            continue;
        }
        case INSN_bin_segment: {
            Value v = bits_make(vm, OPERAND(at->b), OPERAND(at->c), bit_spec_unpack(at->x), at->n);
            if (v.tag == TAG_poison) {
                vm_raise_pending(vm);
                RAISE;
            }
            set(&r[at->a], v);
            continue;
        }
        case INSN_bin_join: {
            Value v = bits_join(vm, &r[at->b], (size_t)at->x, at->c);
            if (v.tag == TAG_poison) {
                vm_raise_pending(vm);
                RAISE;
            }
            set(&r[at->a], v);
            continue;
        }

        case INSN_try: {
            Handler h = {vm->frame_count - 1, at->x, at->a, at->n != 0};
            vec_push(&vm->handlers, h);
            continue;
        }
        case INSN_end_try:
            vm->handlers.len--;
            continue;
        case INSN_rethrow:
            raise_again(vm, OPERAND(at->b), r[at->b + 1]);
            RAISE;
        case INSN_no_match:
        case INSN_no_case:
        case INSN_no_cond:
        case INSN_no_with:
        case INSN_no_try:
            raise_no_match(vm, (InsnOp)at->op, at->op == INSN_no_cond ? VALUE_NIL : OPERAND(at->b));
            RAISE;
        case INSN_no_clause:
            raise_no_clause(vm, f->code, r);
            RAISE;
        case INSN_count:
            break;
        }
        continue;

    left: /* the frame goes; its registers may be where the value belongs */
        to = f->result;
        pop_frame(vm);
        set(to, value);
        if (UNLIKELY(vm->frame_count == bottom))
            return true;
        f--;
        i = f->pc;
        r = f->base;
        k = f->code->constants.at;
        continue;

    raised:
        if (!unwind(vm, bottom))
            return false;
        LOAD_FRAME;
    }
}

/* --- calling from C --- */

/* The first stack slot above everything in use: the registers of the newest frame, and the
   arguments of a native that C called. */
static Value *stack_top(Vm *vm)
{
    Value *top = vm->stack;
    if (vm->frame_count) {
        Frame *f = &vm->frames[vm->frame_count - 1];
        top = f->base + f->code->registers;
    }
    return top > vm->native_top ? top : vm->native_top;
}

static Value run(Vm *vm, Called how, size_t bottom, Value *base)
{
    if (how == CALLED_failed)
        return POISON;
    if (how == CALLED_frame) {
        vm->nesting++;
        bool ok = loop(vm, bottom);
        vm->nesting--;
        if (UNLIKELY(vm->was_full) && bottom == 0)
            stacks_trim(vm, base + 1);
        if (!ok)
            return POISON;
    }
    return take_register(base);
}

static Value *call_window(Vm *vm, const Value *args, int count)
{
    enum { MOST_NESTED = 200 };
    Value *base = stack_top(vm);
    if (vm->nesting >= MOST_NESTED || base + count + 256 > vm->stack_end) {
        vm_fail(vm, EXC_SystemLimitError,
                "the stack is full: %zu calls are waiting for a result, and definitions nest at "
                "most %d deep",
                vm->frame_count, MOST_NESTED);
        return NULL;
    }
    for (int i = 0; i < count; i++)
        set(&base[i], value_ref(args[i]));
    return base;
}

Value vm_call(Vm *vm, Value function, const Value *args, int count)
{
    Value *base = call_window(vm, args, count), *top = vm->native_top;
    size_t bottom = vm->frame_count;
    if (base == NULL)
        return POISON;
    vm->native_top = base + count;
    Called how = enter_value(vm, function, base, count, base);
    vm->native_top = top;
    return run(vm, how, bottom, base);
}

Value vm_call_function(Vm *vm, Function *f, const Value *args, int count)
{
    Value *base = call_window(vm, args, count), *top = vm->native_top;
    size_t bottom = vm->frame_count;
    if (base == NULL)
        return POISON;
    vm->native_top = base + count;
    Called how = enter(vm, f, base, count, base);
    vm->native_top = top;
    return run(vm, how, bottom, base);
}

Value vm_call_named(Vm *vm, Sym module, Sym name, const Value *args, int count)
{
    Function *f = function_find(vm, module, name, (uint32_t)count);
    return f ? vm_call_function(vm, f, args, count)
             : vm_undefined(vm, module, name, (uint32_t)count);
}

Value vm_run_code(Vm *vm, Code *code, const Value *args, int count)
{
    Value *base = call_window(vm, args, count);
    size_t bottom = vm->frame_count;
    if (base == NULL)
        return POISON;
    return run(vm, push_frame(vm, code, base, base) ? CALLED_frame : CALLED_failed, bottom, base);
}
