/* jit.c - see jit.h. Code lives in memory that LLVM's JIT first writes and then makes executable,
   never both at once. */
#include "compile/llvm/jit.h"

#include "base/mem.h"
#include "compile/llvm/native.h"

#include <llvm-c/Analysis.h>
#include <llvm-c/BitReader.h>
#include <llvm-c/Support.h>
#include <llvm-c/Target.h>
#include <llvm-c/Transforms/PassBuilder.h>

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

extern const char scalar_bitcode[], scalar_bitcode_end[];

static pthread_once_t once = PTHREAD_ONCE_INIT;
static LLVMOrcLLJITRef jit;
static char *cpu, *features, *triple, *target;
static char *broken; /* why there is no JIT */

/* The functions that code may call. */
static LLVMErrorRef define_natives(void)
{
    LLVMOrcCSymbolMapPair *pairs = mem_alloc(sizeof *pairs * (size_t)natives_count);
    LLVMJITSymbolFlags flags = {
        LLVMJITSymbolGenericFlagsExported | LLVMJITSymbolGenericFlagsCallable, 0};
    for (int i = 0; i < natives_count; i++) {
        LLVMOrcExecutorAddress at = (LLVMOrcExecutorAddress)(uintptr_t)natives[i].at;
        pairs[i].Name = LLVMOrcLLJITMangleAndIntern(jit, natives[i].name);
        pairs[i].Sym = (LLVMJITEvaluatedSymbol){at, flags};
    }
    LLVMOrcMaterializationUnitRef unit = LLVMOrcAbsoluteSymbols(pairs, (size_t)natives_count);
    free(pairs);
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
        error = define_natives();
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

static LLVMErrorRef run_passes(LLVMModuleRef m, LLVMTargetMachineRef machine)
{
    static const char passes[] = "function(sroa,early-cse,instcombine<no-verify-fixpoint>,"
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
