/* emit_turn.c - transposing a tile, so that what lies across is read once, whole lines at a time.

   Squares of SIDE rows are read as vectors and turned in registers: log2(SIDE) times the first half
   of the rows is interleaved with the second one. At the edges of a matrix, where a tile is not
   whole, elements go one by one. */
#include "compile/llvm/emit.h"

enum { SIDE = 16, STAGES = 4 };

typedef struct Tile {
    const Insn *i;
    LLVMTypeRef type;
    unsigned align;
    LLVMValueRef base;       /* of the tile in the source */
    LLVMValueRef rows, cols; /* i and j below */
    LLVMValueRef at;         /* of the loop around */
} Tile;

/* Element at + low j + i of the source. */
static LLVMValueRef source_of(Emit *e, const Tile *t, LLVMValueRef i, LLVMValueRef j)
{
    LLVMValueRef at = LLVMBuildMul(e->b, j, int64(e, t->i->low), "");
    at = LLVMBuildAdd(e->b, LLVMBuildAdd(e->b, at, i, ""), t->base, "");
    return LLVMBuildGEP2(e->b, t->type, e->base[t->i->buffer], &at, 1, "");
}

static LLVMValueRef place_of(Emit *e, const Tile *t, LLVMValueRef i, LLVMValueRef j)
{
    LLVMValueRef at = LLVMBuildAdd(e->b, LLVMBuildMul(e->b, i, int64(e, TILE), ""), j, "");
    return LLVMBuildGEP2(e->b, t->type, e->base[t->i->tile], &at, 1, "");
}

/* --- whole tiles --- */

/* Elements of a and b in turn, from element `from` of each. */
static LLVMValueRef interleaved(Emit *e, LLVMValueRef a, LLVMValueRef b, int from)
{
    LLVMValueRef order[SIDE];
    for (int i = 0; i < SIDE; i++)
        order[i] =
            LLVMConstInt(LLVMInt32TypeInContext(e->c), (unsigned)(from + i / 2 + i % 2 * SIDE), 0);
    return LLVMBuildShuffleVector(e->b, a, b, LLVMConstVector(order, SIDE), "");
}

static void turn_square(Emit *e, const Tile *t, LLVMValueRef i, LLVMValueRef j)
{
    LLVMValueRef rows[SIDE], next[SIDE];
    LLVMTypeRef wide = vector_of(t->type, SIDE);
    for (int r = 0; r < SIDE; r++) {
        LLVMValueRef row = LLVMBuildAdd(e->b, j, int64(e, r), "");
        rows[r] = LLVMBuildLoad2(e->b, wide, source_of(e, t, i, row), "");
        LLVMSetAlignment(rows[r], t->align);
    }
    for (int stage = 0; stage < STAGES; stage++) {
        for (int r = 0; r < SIDE / 2; r++) {
            next[2 * r] = interleaved(e, rows[r], rows[r + SIDE / 2], 0);
            next[2 * r + 1] = interleaved(e, rows[r], rows[r + SIDE / 2], SIDE / 2);
        }
        for (int r = 0; r < SIDE; r++)
            rows[r] = next[r];
    }
    for (int r = 0; r < SIDE; r++) {
        LLVMValueRef to = place_of(e, t, LLVMBuildAdd(e->b, i, int64(e, r), ""), j);
        LLVMSetAlignment(LLVMBuildStore(e->b, rows[r], to), t->align);
    }
}

static void square_inner(Emit *e, LLVMValueRef at, void *closure)
{
    const Tile *t = closure;
    turn_square(e, t, at, t->at);
}

static void square_outer(Emit *e, LLVMValueRef at, void *closure)
{
    Tile *t = closure;
    t->at = at;
    emit_loop(e, int64(e, 0), int64(e, TILE), SIDE, square_inner, t);
}

/* --- at the edges --- */

static void element_inner(Emit *e, LLVMValueRef at, void *closure)
{
    const Tile *t = closure;
    LLVMValueRef x = LLVMBuildLoad2(e->b, t->type, source_of(e, t, at, t->at), "");
    LLVMSetAlignment(x, t->align);
    LLVMSetAlignment(LLVMBuildStore(e->b, x, place_of(e, t, at, t->at)), t->align);
}

static void element_outer(Emit *e, LLVMValueRef at, void *closure)
{
    Tile *t = closure;
    t->at = at;
    emit_loop(e, int64(e, 0), t->rows, 1, element_inner, t);
}

static LLVMValueRef at_most_tile(Emit *e, LLVMValueRef rest)
{
    LLVMValueRef is_more = LLVMBuildICmp(e->b, LLVMIntSGT, rest, int64(e, TILE), "");
    return LLVMBuildSelect(e->b, is_more, int64(e, TILE), rest, "");
}

void emit_turn(Emit *e, const Insn *i)
{
    DType dtype = e->k->buffers.at[i->buffer].dtype;
    Tile t = {.i = i, .type = number_type(e, dtype), .base = index_first(e, i->at)};
    t.align = (unsigned)dtype_info[dtype].bits / 8;
    t.rows = at_most_tile(e, e->value[i->arg[0]].v);
    t.cols = at_most_tile(e, e->value[i->arg[1]].v);
    LLVMBasicBlockRef whole = LLVMAppendBasicBlockInContext(e->c, e->fn, "");
    LLVMBasicBlockRef edge = LLVMAppendBasicBlockInContext(e->c, e->fn, "");
    LLVMBasicBlockRef done = LLVMAppendBasicBlockInContext(e->c, e->fn, "");
    LLVMValueRef all = LLVMBuildICmp(e->b, LLVMIntEQ, LLVMBuildAdd(e->b, t.rows, t.cols, ""),
                                     int64(e, 2 * TILE), "");
    LLVMBuildCondBr(e->b, all, whole, edge);
    LLVMPositionBuilderAtEnd(e->b, whole);
    emit_loop(e, int64(e, 0), int64(e, TILE), SIDE, square_outer, &t);
    LLVMBuildBr(e->b, done);
    LLVMPositionBuilderAtEnd(e->b, edge);
    emit_loop(e, int64(e, 0), t.cols, 1, element_outer, &t);
    LLVMBuildBr(e->b, done);
    LLVMPositionBuilderAtEnd(e->b, done);
}
