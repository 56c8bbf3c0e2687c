/* port.h - the only place that asks which system this is. */
#ifndef CNX_BASE_PORT_H
#define CNX_BASE_PORT_H

#if !defined(__linux__) || !(defined(__x86_64__) || defined(__aarch64__))
#error "cnx runs on Linux, x86-64 and aarch64"
#endif

#if !defined(__BYTE_ORDER__) || __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "cnx needs a little-endian machine"
#endif

#define PRINTF_LIKE(fmt, first) __attribute__((format(printf, fmt, first)))
#define NORETURN                __attribute__((noreturn))
#define ALWAYS_INLINE           static inline __attribute__((always_inline))
#define LIKELY(x)               __builtin_expect(!!(x), 1)
#define UNLIKELY(x)             __builtin_expect(!!(x), 0)

/* What a thread does that looks again and again at what another will write. */
#if defined(__x86_64__)
#define CPU_RELAX() __builtin_ia32_pause()
#else
#define CPU_RELAX() __asm__ volatile("yield")
#endif

/* Loops marked VECTOR_CLONES are compiled for wider vectors too and chosen when the program is
   loaded; with -ffp-contract=off every clone gives the same bits. */
#if defined(__x86_64__) && !defined(__clang__) && !defined(CNX_SANITIZE)
#define VECTOR_CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define VECTOR_CLONES
#endif

/* VECTORIZED and FUSED, of a function: its loops become vectors; products are added in one
   instruction where there is one. INDEPENDENT, of a loop: no turn reads what another writes.
   TARGET_V4: compiled for AVX-512, in its whole width. */
#if defined(__clang__)
#define VECTORIZED
#define FUSED
#define INDEPENDENT
#define TARGET_V4 __attribute__((target("arch=x86-64-v4")))
#else
#define VECTORIZED  __attribute__((optimize("O3")))
#define FUSED       __attribute__((optimize("O3", "fp-contract=fast")))
#define INDEPENDENT _Pragma("GCC ivdep")
#define TARGET_V4   __attribute__((target("arch=x86-64-v4,prefer-vector-width=512")))
#endif

/* Loops over arrays: compiled for several vector widths, which all give the same bits. */
#define HOT VECTORIZED VECTOR_CLONES

#endif
