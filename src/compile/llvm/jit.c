/* jit.c - see jit.h. Code lives in memory that LLVM's JIT first writes and then makes executable,
   never both at once. */
#include "compile/llvm/jit.h"

#include "base/mem.h"
#include "eval/element.h"

#include <llvm-c/Analysis.h>
#include <llvm-c/BitReader.h>
#include <llvm-c/Linker.h>
#include <llvm-c/Support.h>
#include <llvm-c/Target.h>
#include <llvm-c/Transforms/PassBuilder.h>

#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define THE_FUNCTION ((LLVMAttributeIndex)LLVMAttributeFunctionIndex)

extern const char scalar_bitcode[], scalar_bitcode_end[];

static pthread_once_t once = PTHREAD_ONCE_INIT;
static LLVMOrcLLJITRef jit;
static char *cpu, *features, *triple, *target;
static char *broken; /* why there is no JIT */

/* --- the functions that code may call --- */

#define LIBM(name, function)                                                                       \
    {                                                                                              \
        "cnx_libm_" #name, (void *)(double (*)(double))function                                    \
    }
#define LIBM_2(name, function)                                                                     \
    {                                                                                              \
        "cnx_libm_" #name, (void *)(double (*)(double, double))function                            \
    }

static const struct {
    const char *name;
    void *at;
} functions[] = {
    LIBM(sin, sin),
    LIBM(cos, cos),
    LIBM(expm1, expm1),
    LIBM(log1p, log1p),
    LIBM(tan, tan),
    LIBM(cosh, cosh),
    LIBM(sinh, sinh),
    LIBM(acos, acos),
    LIBM(asin, asin),
    LIBM(atan, atan),
    LIBM(acosh, acosh),
    LIBM(asinh, asinh),
    LIBM(atanh, atanh),
    LIBM(cbrt, cbrt),
    LIBM(erfc, erfc),
    LIBM(erf, erf),
    LIBM(erf_inv, erf_inv),
    LIBM_2(float_pow, float_pow),
    LIBM_2(atan2, atan2),
    LIBM_2(fmod, fmod),
    {"memcpy", (void *)memcpy},
    {"memset", (void *)memset},
    {"memmove", (void *)memmove},
};

enum { FUNCTIONS = sizeof functions / sizeof functions[0] };

static LLVMErrorRef define_functions(void)
{
    LLVMOrcCSymbolMapPair pairs[FUNCTIONS];
    for (int i = 0; i < FUNCTIONS; i++) {
        LLVMJITSymbolFlags flags = {
            LLVMJITSymbolGenericFlagsExported | LLVMJITSymbolGenericFlagsCallable, 0};
        pairs[i].Name = LLVMOrcLLJITMangleAndIntern(jit, functions[i].name);
        pairs[i].Sym =
            (LLVMJITEvaluatedSymbol){(LLVMOrcExecutorAddress)(uintptr_t)functions[i].at, flags};
    }
    LLVMOrcMaterializationUnitRef unit = LLVMOrcAbsoluteSymbols(pairs, FUNCTIONS);
    return LLVMOrcJITDylibDefine(LLVMOrcLLJITGetMainJITDylib(jit), unit);
}

static void take_error(LLVMErrorRef error, Text *why)
{
    char *text = LLVMGetErrorMessage(error);
    text_add(why, str_of(text));
    LLVMDisposeErrorMessage(text);
}

static void start(void)
{
    Text why = {0};
    /* Places are simple enough; to search for simpler ones takes a quarter of all time. */
    static const char *const options[] = {"cnx", "-disable-lsr"};
    LLVMParseCommandLineOptions(2, options, "");
    LLVMInitializeNativeTarget();
    LLVMInitializeNativeAsmPrinter();
    cpu = LLVMGetHostCPUName();
    features = LLVMGetHostCPUFeatures();
    triple = LLVMGetDefaultTargetTriple();
    LLVMErrorRef error = LLVMOrcCreateLLJIT(&jit, NULL);
    if (error == NULL)
        error = define_functions();
    if (error) {
        take_error(error, &why);
        broken = why.at;
        return;
    }
    text_print(&why, "%s %s %s", triple, cpu, features);
    target = why.at;
}

static bool is_ready(Text *why)
{
    pthread_once(&once, start);
    if (broken)
        text_add(why, str_of(broken));
    return broken == NULL;
}

const char *jit_target(void)
{
    pthread_once(&once, start);
    return target ? target : "";
}

bool jit_has(const char *feature)
{
    pthread_once(&once, start);
    size_t len = strlen(feature);
    for (const char *at = features; at && (at = strchr(at, '+')); at++)
        if (strncmp(at + 1, feature, len) == 0 && (at[1 + len] == ',' || at[1 + len] == '\0'))
            return true;
    return false;
}

/* --- modules and objects --- */

static LLVMMemoryBufferRef bitcode(void)
{
    return LLVMCreateMemoryBufferWithMemoryRange(
        scalar_bitcode, (size_t)(scalar_bitcode_end - scalar_bitcode), "scalar", 0);
}

bool jit_open(Scalars *s)
{
    LLVMMemoryBufferRef code = bitcode();
    *s = (Scalars){.c = LLVMContextCreate()};
    bool failed = LLVMParseBitcodeInContext2(s->c, code, &s->m);
    LLVMDisposeMemoryBuffer(code);
    if (failed)
        jit_close(s);
    return !failed;
}

void jit_close(Scalars *s)
{
    if (s->machine)
        LLVMDisposeTargetMachine(s->machine);
    if (s->m)
        LLVMDisposeModule(s->m);
    if (s->c)
        LLVMContextDispose(s->c);
    *s = (Scalars){0};
}

LLVMModuleRef jit_module(Scalars *s)
{
    LLVMModuleRef m = LLVMModuleCreateWithNameInContext("kernels", s->c);
    LLVMSetDataLayout(m, LLVMGetDataLayoutStr(s->m));
    LLVMSetTarget(m, LLVMGetTarget(s->m));
    s->modules++;
    return m;
}

/* clang's list of functions that are to stay: here those stay that are called. */
static void forget_used(LLVMModuleRef m)
{
    LLVMValueRef used = LLVMGetNamedGlobal(m, "llvm.used");
    if (used == NULL)
        used = LLVMGetNamedGlobal(m, "llvm.compiler.used");
    if (used)
        LLVMDeleteGlobal(used);
}

bool jit_link(LLVMModuleRef m, Text *why)
{
    LLVMModuleRef all = NULL;
    bool calls = false;
    for (LLVMValueRef f = LLVMGetFirstFunction(m); f; f = LLVMGetNextFunction(f))
        calls = calls || (LLVMIsDeclaration(f) && LLVMGetIntrinsicID(f) == 0);
    if (!calls)
        return true;
    if (LLVMGetBitcodeModuleInContext2(LLVMGetModuleContext(m), bitcode(), &all)) {
        text_add(why, STR("the bitcode of scalar functions cannot be read"));
        return false;
    }
    forget_used(all);
    for (LLVMValueRef f = LLVMGetFirstFunction(all); f; f = LLVMGetNextFunction(f))
        if (!LLVMIsDeclaration(f)) /* of this linkage only what is called is read */
            LLVMSetLinkage(f, LLVMLinkOnceODRLinkage);
    if (!LLVMLinkModules2(m, all))
        return true;
    text_add(why, STR("the scalar functions cannot be linked"));
    return false;
}

/* The functions of graph/scalar.h belong to the kernels alone, on the kernels' machine. */
static void localize(LLVMModuleRef m)
{
    for (LLVMValueRef f = LLVMGetFirstFunction(m); f; f = LLVMGetNextFunction(f)) {
        LLVMRemoveStringAttributeAtIndex(f, THE_FUNCTION, "target-cpu", 10);
        LLVMRemoveStringAttributeAtIndex(f, THE_FUNCTION, "target-features", 15);
        LLVMRemoveStringAttributeAtIndex(f, THE_FUNCTION, "tune-cpu", 8);
        if (LLVMCountBasicBlocks(f) > 0 && strncmp(LLVMGetValueName(f), "cnx_kernel_", 11) != 0)
            LLVMSetLinkage(f, LLVMInternalLinkage);
    }
}

static LLVMErrorRef run_passes(LLVMModuleRef m, LLVMTargetMachineRef machine)
{
    static const char passes[] =
        "globaldce,function(sroa,early-cse,instcombine<no-verify-fixpoint>,"
        "simplifycfg,loop-mssa(licm))";
    LLVMPassBuilderOptionsRef options = LLVMCreatePassBuilderOptions();
    LLVMErrorRef error = LLVMRunPasses(m, passes, machine, options);
    LLVMDisposePassBuilderOptions(options);
    return error;
}

/* False after an error. */
static bool open_machine(Scalars *s, Text *why)
{
    LLVMTargetRef t = NULL;
    char *text = NULL;
    if (s->machine)
        return true;
    if (is_ready(why) && !LLVMGetTargetFromTriple(triple, &t, &text))
        s->machine = LLVMCreateTargetMachine(t, triple, cpu, features, LLVMCodeGenLevelDefault,
                                             LLVMRelocPIC, LLVMCodeModelSmall);
    LLVMDisposeMessage(text);
    return s->machine != NULL;
}

/* Runs the passes over the module; false after an error. */
static bool prepare(Scalars *s, LLVMModuleRef m, Text *why)
{
    if (!open_machine(s, why))
        return false;
    LLVMTargetDataRef layout = LLVMCreateTargetDataLayout(s->machine);
    LLVMSetModuleDataLayout(m, layout);
    LLVMSetTarget(m, triple);
    LLVMDisposeTargetData(layout);
    localize(m);
    const char *dump = getenv("CNX_LLVM_DUMP");
    if (dump)
        LLVMPrintModuleToFile(m, dump, NULL);
    LLVMErrorRef error = run_passes(m, s->machine);
    if (error)
        take_error(error, why);
    return error == NULL;
}

static LLVMMemoryBufferRef emit(Scalars *s, LLVMModuleRef m, LLVMCodeGenFileType type, Text *why)
{
    LLVMMemoryBufferRef code = NULL;
    char *text = NULL;
    if (prepare(s, m, why) &&
        LLVMTargetMachineEmitToMemoryBuffer(s->machine, m, type, &text, &code))
        text_add(why, str_of(text));
    LLVMDisposeMessage(text);
    LLVMDisposeModule(m);
    return code;
}

LLVMMemoryBufferRef jit_object(Scalars *s, LLVMModuleRef m, Text *why)
{
    return emit(s, m, LLVMObjectFile, why);
}

LLVMMemoryBufferRef jit_assembly(Scalars *s, LLVMModuleRef m, Text *why)
{
    return emit(s, m, LLVMAssemblyFile, why);
}

char *jit_text(Scalars *s, LLVMModuleRef m, Text *why)
{
    char *text = prepare(s, m, why) ? LLVMPrintModuleToString(m) : NULL;
    LLVMDisposeModule(m);
    return text;
}

/* --- code in memory --- */

void *jit_load(LLVMMemoryBufferRef object, const char *const *names, int count, void **entries,
               Text *why)
{
    if (!is_ready(why)) {
        LLVMDisposeMemoryBuffer(object);
        return NULL;
    }
    LLVMOrcResourceTrackerRef code =
        LLVMOrcJITDylibCreateResourceTracker(LLVMOrcLLJITGetMainJITDylib(jit));
    LLVMErrorRef error = LLVMOrcLLJITAddObjectFileWithRT(jit, code, object);
    for (int i = 0; i < count && error == NULL; i++) {
        LLVMOrcExecutorAddress at = 0;
        error = LLVMOrcLLJITLookup(jit, &at, names[i]);
        entries[i] = (void *)(uintptr_t)at;
    }
    if (error == NULL)
        return code;
    take_error(error, why);
    jit_unload(code);
    return NULL;
}

void jit_unload(void *code)
{
    LLVMErrorRef error = LLVMOrcResourceTrackerRemove(code);
    if (error)
        LLVMConsumeError(error);
    LLVMOrcReleaseResourceTracker(code);
}
