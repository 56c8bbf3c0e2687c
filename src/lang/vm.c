/* vm.c - the loop of the machine that runs compiled functions; see insn.def, vm_state.h and
   vm_frame.h. */
#include "lang/bits.h"
#include "lang/vm_frame.h"

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

/* b < c, b <= c, b > c or b >= c; `at` counts from INSN_lt. */
static bool compare(Vm *vm, int at, Value b, Value c)
{
    int order = value_compare(vm, b, c, false);
    return at == 0 ? order < 0 : at == 1 ? order <= 0 : at == 2 ? order > 0 : order >= 0;
}

bool vm_loop(Vm *vm, size_t bottom)
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
            match_segment(vm, OPERAND(at->b), r, at);
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
            value = fn_to_string(vm, &b, 1);
            goto built;
        }
        case INSN_bin_segment: {
            value = bits_make(vm, OPERAND(at->b), OPERAND(at->c), bit_spec_unpack(at->x), at->n);
            goto built;
        }
        case INSN_bin_join: {
            value = bits_join(vm, &r[at->b], (size_t)at->x, at->c | (uint32_t)at->n << 16);
        built:
            if (UNLIKELY(value.tag == TAG_poison)) {
                vm_raise_pending(vm);
                RAISE;
            }
            set(&r[at->a], value);
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
