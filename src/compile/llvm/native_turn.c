/* native_turn.c - tiles transposed, so that what lies across is read once, whole lines at a time.

   A whole tile goes by squares of SIDE rows, which are read as vectors and turned in registers:
   log2(SIDE) times the first half of the rows is interleaved with the second one. At the edges of
   a matrix, where a tile is not whole, elements go one by one. */
#include "compile/llvm/native.h"
#include "kernel/kernel.h"

enum { SIDE = 16 };

#define TURN(bits, T)                                                                              \
    typedef T Row##bits __attribute__((vector_size(SIDE * sizeof(T)), aligned(sizeof(T))));        \
    static NATIVE_CLONES void turn_tile_##bits(const T *from, long step, T *to)                    \
    {                                                                                              \
        for (long square = 0; square < TILE * TILE; square += SIDE * SIDE) {                       \
            long i = square / SIDE % TILE, j = square / SIDE / TILE * SIDE;                        \
            Row##bits rows[SIDE], next[SIDE];                                                      \
            for (long r = 0; r < SIDE; r++)                                                        \
                rows[r] = *(const Row##bits *)(from + step * (j + r) + i);                         \
            for (int stage = 1; stage < SIDE; stage *= 2) {                                        \
                for (int r = 0; r < SIDE / 2; r++) {                                               \
                    Row##bits a = rows[r], b = rows[r + SIDE / 2];                                 \
                    next[2 * r] = __builtin_shufflevector(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, \
                                                          5, 21, 6, 22, 7, 23);                    \
                    next[2 * r + 1] = __builtin_shufflevector(a, b, 8, 24, 9, 25, 10, 26, 11, 27,  \
                                                              12, 28, 13, 29, 14, 30, 15, 31);     \
                }                                                                                  \
                for (int r = 0; r < SIDE; r++)                                                     \
                    rows[r] = next[r];                                                             \
            }                                                                                      \
            for (long r = 0; r < SIDE; r++)                                                        \
                *(Row##bits *)(to + TILE * (i + r) + j) = rows[r];                                 \
        }                                                                                          \
    }                                                                                              \
    void turn_##bits(const T *from, long step, T *to, long rows, long cols)                        \
    {                                                                                              \
        if (rows == TILE && cols == TILE) {                                                        \
            turn_tile_##bits(from, step, to);                                                      \
            return;                                                                                \
        }                                                                                          \
        for (long j = 0; j < cols; j++)                                                            \
            for (long i = 0; i < rows; i++)                                                        \
                to[TILE * i + j] = from[step * j + i];                                             \
    }
TURN(8, unsigned char)
TURN(16, unsigned short)
TURN(32, unsigned)
TURN(64, unsigned long)
