/* kernel.c - making kernels, instruction by instruction. */
#include "kernel/kernel.h"

/* clang-format off */
enum { VALUE = 1, NOTHING = 0 };
const KernInfo kern_info[KERN_count] = {
#define KERN(name, operands, gives) {#name, operands, gives},
#include "kernel/kernel.def"
#undef KERN
};
/* clang-format on */

Kernel *kernel_new(void)
{
    Kernel *k = mem_alloc(sizeof *k);
    k->tasks = 1;
    k->fault = -1;
    kernel_block(k);
    return k;
}

void kernel_free(Kernel *k)
{
    if (k == NULL)
        return;
    for (size_t i = 0; i < k->blocks.len; i++)
        vec_free(&k->blocks.at[i]);
    vec_free(&k->blocks);
    vec_free(&k->buffers);
    vec_free(&k->insns);
    vec_free(&k->checks);
    index_table_free(&k->table);
    free(k);
}

int kernel_block(Kernel *k)
{
    Block b = {0};
    vec_push(&k->blocks, b);
    return (int)k->blocks.len - 1;
}

int kernel_add(Kernel *k, int block, Insn insn)
{
    int at = (int)k->insns.len;
    vec_push(&k->insns, insn);
    if (block >= 0)
        vec_push(&k->blocks.at[block], at);
    return at;
}

int kernel_buffer(Kernel *k, KernBuffer b)
{
    for (size_t i = 0; i < k->buffers.len; i++)
        if (b.value >= 0 && k->buffers.at[i].value == b.value) {
            k->buffers.at[i].is_written = k->buffers.at[i].is_written || b.is_written;
            return (int)i;
        }
    vec_push(&k->buffers, b);
    return (int)k->buffers.len - 1;
}

int kernel_local(Kernel *k, DType dtype, int64_t count)
{
    int64_t bytes = count * dtype_info[dtype].bits / 8;
    KernBuffer b = {
        .dtype = dtype, .count = count, .value = -1, .offset = k->scratch, .is_written = true};
    k->scratch += (bytes + 63) / 64 * 64;
    return kernel_buffer(k, b);
}

int kernel_loop(Kernel *k, LoopKind kind, int64_t count, Index at, int64_t limit)
{
    Insn i = {.op = KERN_for, .loop = kind, .high = count, .at = at, .limit = at ? limit : -1};
    i.guard = -1;
    int loop = kernel_add(k, -1, i), block = kernel_block(k);
    Index var = index_loop(&k->table, count, loop);
    k->insns.at[loop].block = block;
    k->insns.at[loop].atom = var->terms[0].atom;
    return loop;
}

int kernel_while(Kernel *k)
{
    int at = kernel_add(k, -1, (Insn){.op = KERN_while, .guard = -1}), block = kernel_block(k);
    k->insns.at[at].block = block;
    return at;
}

int kernel_if(Kernel *k, int condition)
{
    Insn i = {.op = KERN_if, .arg = {condition}, .guard = -1};
    int at = kernel_add(k, -1, i), block = kernel_block(k);
    k->insns.at[at].block = block;
    k->insns.at[at].atom = -1;
    return at;
}

int insn_operands(const Insn *i)
{
    return kern_info[i->op].operands < 0 ? op_info[i->scalar].arity : kern_info[i->op].operands;
}
