/* engines.c - compilers with an LLVM each in one process: engines ENGINE... loads llvm, xla and
   opencl in the order given. Each, when it comes, and those that came before it, then again,
   compile a program of their own with another constant in it and run it: softmax(x * k) of 100
   numbers.

   OpenCL is what libOpenCL.so.1 finds. Exits 77 where it finds no device. */
#include <cnx.h>

#include <dlfcn.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COUNT = 100, SKIPPED = 77 };

/* How often a program was compiled: its constant, so that no cache has it. */
static int compiled;

typedef bool Engine(const float *x, float *y);

/* --- cnx's own --- */

static CnxContext *cnx;

static bool run_cnx(const char *compiler, const float *x, float *y)
{
    char source[256], function[32];
    int64_t dims[] = {COUNT};
    snprintf(source, sizeof source,
             "defmodule M%d do\n"
             "  import Nx.Defn\n"
             "  defn f(x) do\n"
             "    e = Nx.exp(x * %d)\n"
             "    e / Nx.sum(e)\n"
             "  end\n"
             "end\n",
             compiled, compiled);
    snprintf(function, sizeof function, "M%d.f", compiled);
    CnxTensor *in = cnx_tensor_new(NULL, "f32", 1, dims, x), *out = NULL;
    bool ok = in && cnx_set_compiler(cnx, compiler) && cnx_run(cnx, source) &&
              cnx_call_function(cnx, function, &in, 1, &out, 1);
    if (ok)
        memcpy(y, cnx_tensor_data(out), COUNT * sizeof *y);
    else
        fputs(cnx_error(cnx), stdout);
    cnx_tensor_free(in);
    cnx_tensor_free(out);
    return ok;
}

static bool run_llvm(const float *x, float *y)
{
    return run_cnx("llvm", x, y);
}

static bool run_xla(const float *x, float *y)
{
    return run_cnx("xla", x, y);
}

/* --- OpenCL --- */

/* What is used of OpenCL's interface; every object is an opaque pointer. */
typedef struct OpenCl {
    int (*platforms)(unsigned, void **, unsigned *);
    int (*devices)(void *, unsigned long, unsigned, void **, unsigned *);
    void *(*context)(const intptr_t *, unsigned, void *const *, void *, void *, int *);
    void *(*queue)(void *, void *, unsigned long, int *);
    void *(*program)(void *, unsigned, const char **, const size_t *, int *);
    int (*build)(void *, unsigned, void *const *, const char *, void *, void *);
    void *(*kernel)(void *, const char *, int *);
    int (*argument)(void *, unsigned, size_t, const void *);
    void *(*buffer)(void *, unsigned long, size_t, void *, int *);
    int (*run)(void *, void *, unsigned, const size_t *, const size_t *, const size_t *, unsigned,
               void *const *, void **);
    int (*read)(void *, void *, unsigned, size_t, size_t, void *, unsigned, void *const *, void **);
    void *device, *in, *work; /* a device, its context and queue */
} OpenCl;

static OpenCl cl;

enum { CL_READ_WRITE = 1, CL_COPY_HOST = 32, CL_TYPE_ALL = -1, CL_BLOCKING = 1 };

static bool find(void *library, const char *name, void *function)
{
    void *symbol = dlsym(library, name);
    memcpy(function, &symbol, sizeof symbol);
    return symbol != NULL;
}

static bool load_opencl(void)
{
    void *library = dlopen("libOpenCL.so.1", RTLD_NOW | RTLD_LOCAL), *platforms[8];
    unsigned count = 0, found = 0;
    int error = 0;
    if (!(library && find(library, "clGetPlatformIDs", &cl.platforms) &&
          find(library, "clGetDeviceIDs", &cl.devices) &&
          find(library, "clCreateContext", &cl.context) &&
          find(library, "clCreateCommandQueue", &cl.queue) &&
          find(library, "clCreateProgramWithSource", &cl.program) &&
          find(library, "clBuildProgram", &cl.build) &&
          find(library, "clCreateKernel", &cl.kernel) &&
          find(library, "clSetKernelArg", &cl.argument) &&
          find(library, "clCreateBuffer", &cl.buffer) &&
          find(library, "clEnqueueNDRangeKernel", &cl.run) &&
          find(library, "clEnqueueReadBuffer", &cl.read)))
        return false;
    cl.platforms(8, platforms, &count);
    for (unsigned i = 0; i < count && i < 8 && found == 0; i++)
        if (cl.devices(platforms[i], (unsigned long)CL_TYPE_ALL, 1, &cl.device, &found) != 0)
            found = 0;
    if (found == 0)
        return false;
    cl.in = cl.context(NULL, 1, &cl.device, NULL, NULL, &error);
    cl.work = cl.in ? cl.queue(cl.in, cl.device, 0, &error) : NULL;
    return cl.work != NULL;
}

static bool run_opencl(const float *x, float *y)
{
    static const char text[] = "kernel void f(global const float *x, global float *y)\n"
                               "{\n"
                               "    local float e[100];\n"
                               "    int i = get_local_id(0);\n"
                               "    float sum = 0;\n"
                               "    e[i] = exp(x[i] * K);\n"
                               "    barrier(CLK_LOCAL_MEM_FENCE);\n"
                               "    for (int k = 0; k < 100; k++)\n"
                               "        sum += e[k];\n"
                               "    y[i] = e[i] / sum;\n"
                               "}\n";
    const char *source = text;
    char options[32];
    size_t size = COUNT, bytes = COUNT * sizeof *x;
    float copy[COUNT];
    int error = 0;
    if (cl.work == NULL && !load_opencl()) {
        puts("skipped: OpenCL has no device here; make oracles");
        exit(SKIPPED);
    }
    snprintf(options, sizeof options, "-DK=%d", compiled);
    memcpy(copy, x, bytes);
    void *program = cl.program(cl.in, 1, &source, NULL, &error);
    if (program == NULL || cl.build(program, 1, &cl.device, options, NULL, NULL) != 0)
        return false;
    void *kernel = cl.kernel(program, "f", &error);
    void *in = cl.buffer(cl.in, CL_READ_WRITE | CL_COPY_HOST, bytes, copy, &error);
    void *out = cl.buffer(cl.in, CL_READ_WRITE, bytes, NULL, &error);
    return kernel && in && out && cl.argument(kernel, 0, sizeof in, &in) == 0 &&
           cl.argument(kernel, 1, sizeof out, &out) == 0 &&
           cl.run(cl.work, kernel, 1, NULL, &size, &size, 0, NULL, NULL) == 0 &&
           cl.read(cl.work, out, CL_BLOCKING, 0, bytes, y, 0, NULL, NULL) == 0;
}

/* --- the test --- */

static bool is_right(const float *x, const float *y)
{
    double sum = 0;
    bool ok = true;
    for (int i = 0; i < COUNT; i++)
        sum += exp((double)x[i] * compiled);
    for (int i = 0; i < COUNT; i++) {
        double want = exp((double)x[i] * compiled) / sum;
        ok = ok && fabs((double)y[i] - want) <= 1e-5 * want;
    }
    return ok;
}

static Engine *engine_of(const char *name)
{
    return strcmp(name, "llvm") == 0     ? run_llvm
           : strcmp(name, "xla") == 0    ? run_xla
           : strcmp(name, "opencl") == 0 ? run_opencl
                                         : NULL;
}

int main(int argc, char **argv)
{
    float x[COUNT], y[COUNT];
    int wrong = 0;
    for (int i = 0; i < COUNT; i++)
        x[i] = (float)i / (8 * COUNT);
    cnx = cnx_context_new();
    for (int last = 1; last < argc; last++)
        for (int i = last; i >= 1; i--) {
            Engine *run = engine_of(argv[i]);
            compiled++;
            memset(y, 0, sizeof y);
            bool ok = run && run(x, y) && is_right(x, y);
            printf("%s%s%s", argv[i], ok ? "" : ": wrong", i > 1 ? ", " : "\n");
            fflush(stdout);
            wrong += !ok;
        }
    cnx_context_free(cnx);
    return wrong ? 1 : 0;
}
