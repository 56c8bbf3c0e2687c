/* kernel_print.c - kernels as text; doc/kernels.md describes the form. */
#include "kernel/kernel.h"

static const char *const loop_names[] = {"task", "for", "vector"};

static void print_imm(Text *out, DType t, Imm x)
{
    if (dtype_is_float(t))
        scalar_print(out, t, scalar_f(x.f));
    else if (dtype_info[t].class_ == DCLASS_u)
        text_print(out, "%llu", (unsigned long long)x.s);
    else
        text_print(out, "%lld", (long long)x.s);
}

static void print_fields(Text *out, const Kernel *k, const Insn *i)
{
    if (i->op == KERN_scalar || i->op == KERN_acc || i->op == KERN_fold || i->op == KERN_total ||
        i->op == KERN_scan)
        text_print(out, ".%s", op_info[i->scalar].name);
    if (i->op == KERN_load || i->op == KERN_store || i->op == KERN_fetch)
        text_print(out, " b%d", i->buffer);
    if (i->op == KERN_turn)
        text_print(out, " b%d from b%d by %lld,", i->tile, i->buffer, (long long)i->low);
    for (int j = 0; j < insn_operands(i); j++)
        text_print(out, "%s %%%d", j ? "," : "", i->arg[j]);
    if (i->op == KERN_constant || i->op == KERN_acc) {
        text_char(out, ' ');
        print_imm(out, i->dtype, i->imm);
    }
    if (i->at) {
        text_add(out, STR(" ["));
        index_print(out, &k->table, i->at);
        text_char(out, ']');
    }
    if (i->op == KERN_inside)
        text_print(out, " in %lld..%lld", (long long)i->low, (long long)i->high);
    if (i->op == KERN_place)
        text_print(out, i->imm.s ? " in 0..%lld check %lld" : " in 0..%lld", (long long)i->high,
                   (long long)i->imm.s - 1);
    if (i->op == KERN_var && i->varies)
        text_add(out, STR(" each"));
    if (i->guard >= 0)
        text_print(out, " if %%%d", i->guard);
    if (i->from != i->dtype &&
        (i->op == KERN_scalar || i->op == KERN_convert || i->op == KERN_round ||
         i->op == KERN_number || i->op == KERN_bitcast || i->op == KERN_place))
        text_print(out, " of %s", dtype_info[i->from].name);
}

static void print_block(Text *out, const Kernel *k, int block, int indent)
{
    for (size_t j = 0; j < k->blocks.at[block].len; j++) {
        int at = k->blocks.at[block].at[j];
        const Insn *i = &k->insns.at[at];
        text_pad(out, ' ', indent);
        if (i->op == KERN_for) {
            text_print(out, "%s %%%d < %lld", loop_names[i->loop], at, (long long)i->high);
            if (i->at) {
                text_add(out, STR(" while "));
                index_print(out, &k->table, i->at);
                text_print(out, " < %lld", (long long)i->limit);
            }
            text_add(out, STR(" {\n"));
            print_block(out, k, i->block, indent + 2);
            text_pad(out, ' ', indent);
            text_add(out, STR("}\n"));
            continue;
        }
        if (i->op == KERN_while || i->op == KERN_if) {
            text_print(out, "%s %%%d {\n", kern_info[i->op].name,
                       i->op == KERN_if ? i->arg[0] : at);
            print_block(out, k, i->block, indent + 2);
            text_pad(out, ' ', indent);
            text_add(out, STR("}\n"));
            continue;
        }
        if (kern_info[i->op].gives_value || i->op == KERN_acc || i->op == KERN_var)
            text_print(out, "%%%d = %s ", at, dtype_info[i->dtype].name);
        text_add(out, str_of(kern_info[i->op].name));
        print_fields(out, k, i);
        text_char(out, '\n');
    }
}

static void print(Text *out, const Kernel *k, bool with_values)
{
    text_print(out, "kernel {\n");
    for (size_t i = 0; i < k->buffers.len; i++) {
        const KernBuffer *b = &k->buffers.at[i];
        text_print(out, "  b%zu: %s[%lld]", i, dtype_info[b->dtype].name, (long long)b->count);
        if (b->value >= 0 && with_values)
            text_print(out, " v%d", b->value);
        else if (b->value >= 0)
            text_add(out, STR(" value"));
        else
            text_print(out, " local %lld", (long long)b->offset);
        text_add(out, b->is_written ? STR(" written\n") : STR("\n"));
    }
    if (k->fault >= 0)
        text_print(out, "  faults in b%d\n", k->fault);
    print_block(out, k, 0, 2);
    text_add(out, STR("}\n"));
}

void kernel_print(Text *out, const Kernel *k)
{
    print(out, k, true);
}

void kernel_print_code(Text *out, const Kernel *k)
{
    print(out, k, false);
}
