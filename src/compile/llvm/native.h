/* native.h - private to src/compile/llvm: functions of the plugin that kernels call. Code that many
   kernels would repeat, and that is long or seldom run, is compiled once, with the plugin, for each
   kind of machine's vectors. */
#ifndef CNX_COMPILE_LLVM_NATIVE_H
#define CNX_COMPILE_LLVM_NATIVE_H

/* A loop of which there are copies for wider vectors; clang compiles it. */
#if defined(__x86_64__)
#define NATIVE_CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define NATIVE_CLONES
#endif

typedef struct Native {
    const char *name;
    void *at;
} Native;

/* The functions of graph/scalar.h under their names, and further:
   array_slow_op_dtype(x, .., where, y, n): y[i] = slow_op(x[i], ..) for i below n where[i] (u8) is
       not 0;
   turn_bits(from, step, to, rows, cols): to[TILE i + j] = from[step j + i] for i below rows and j
       below cols, both i64 and at most TILE.
   memcpy, memset, memmove. */
extern const Native natives[];
extern const int natives_count;

#endif
