/* plugin.c - finding, opening and checking plugins, and their programs. */
#include "compile/plugin.h"

#include "compile/host.h"

#include <dlfcn.h>
#include <link.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* --- where to look --- */

static void add_folder(Folders *out, Str path)
{
    Text t = {0};
    text_add(&t, path);
    vec_push(out, t);
}

/* The file that this code was loaded from: the library, or the program. */
static bool own_file(Text *out)
{
    Dl_info info;
    struct link_map *map = NULL;
    char program[4096], *real;
    if (dladdr1((const void *)&plugin_host, &info, (void **)&map, RTLD_DL_LINKMAP) && map &&
        map->l_name[0]) {
        real = realpath(map->l_name, NULL);
        if (real == NULL)
            return false;
        text_add(out, str_of(real));
        free(real);
        return true;
    }
    ssize_t n = readlink("/proc/self/exe", program, sizeof program);
    if (n <= 0)
        return false;
    text_add(out, (Str){program, (size_t)n});
    return true;
}

/* Beside the library or program; for a program in bin/, also in lib/ beside that. */
static void add_own_folder(Folders *out)
{
    Text file = {0};
    if (own_file(&file)) {
        const char *slash = strrchr(text_cstr(&file), '/');
        Str folder = {file.at, slash ? (size_t)(slash - file.at) : 0};
        if (folder.len)
            add_folder(out, folder);
        if (str_ends(folder, STR("/bin"))) {
            Text lib = {0};
            text_add(&lib, str_slice(folder, 0, folder.len - 3));
            text_add(&lib, STR("lib"));
            vec_push(out, lib);
        }
    }
    text_free(&file);
}

void plugin_folders(Folders *out)
{
    Str all = str_of(getenv("CNX_PLUGINS") ? getenv("CNX_PLUGINS") : "");
    for (size_t at = 0, end; at < all.len; at = end + 1) {
        for (end = at; end < all.len && all.at[end] != ':';)
            end++;
        if (all.at[at] == '/')
            add_folder(out, str_slice(all, at, end));
    }
    add_own_folder(out);
}

void folders_free(Folders *folders)
{
    for (size_t i = 0; i < folders->len; i++)
        text_free(&folders->at[i]);
    vec_free(folders);
}

/* A name is a part of a file's name, never a path. */
static bool is_plugin_name(Str name)
{
    for (size_t i = 0; i < name.len; i++) {
        char c = name.at[i];
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-'))
            return false;
    }
    return name.len > 0 && name.len <= 64;
}

/* The plugin's file in the first of these folders that has one. */
static bool find_in(Folders *folders, Str name, Text *file)
{
    for (size_t i = 0; i < folders->len; i++) {
        file->len = 0;
        text_print(file, "%s/libcnx-%.*s.so", text_cstr(&folders->at[i]), (int)name.len, name.at);
        if (access(text_cstr(file), F_OK) == 0)
            return true;
    }
    return false;
}

bool plugin_is_installed(Str name)
{
    Folders folders = {0};
    Text file = {0};
    plugin_folders(&folders);
    bool found = is_plugin_name(name) && find_in(&folders, name, &file);
    folders_free(&folders);
    text_free(&file);
    return found;
}

/* The plugin's file; false after an error that says where it was looked for. */
static bool find_file(Cx *cx, Str name, Text *file)
{
    Folders folders = {0};
    plugin_folders(&folders);
    bool found = find_in(&folders, name, file);
    if (!found) {
        fail(cx, SPAN_NONE, EXC_ArgumentError,
             "there is no compiler %.*s: libcnx-%.*s.so was not found", (int)name.len, name.at,
             (int)name.len, name.at);
        for (size_t i = 0; i < folders.len; i++)
            fail_note(cx, "looked in %s", text_cstr(&folders.at[i]));
    }
    folders_free(&folders);
    return found;
}

/* --- programs --- */

typedef struct Plugin Plugin;
struct Plugin {
    Compiler compiler;
    Text module; /* "Elixir.Cnx.Example" */
    Text target; /* empty: none */
    const CnxPlugin *made;
    Plugin *next;
};

typedef struct PluginProgram {
    Program program;
    const CnxPlugin *made;
    void *own;
} PluginProgram;

/* Holds what the plugin gave to what the graph says. */
static bool check_outputs(Cx *cx, const PluginProgram *p, Tensor *const *outputs)
{
    const Graph *g = p->program.graph;
    for (size_t i = 0; i < g->results.len && p->program.partitions == 0; i++)
        if (outputs[i] == NULL || !type_equal(&outputs[i]->type, node_type(g->results.at[i]))) {
            Text type = {0};
            type_print(&type, node_type(g->results.at[i]));
            fail(cx, SPAN_NONE, EXC_RuntimeError, "the compiler %s gave no %s as result %zu",
                 p->made->name, text_cstr(&type), i + 1);
            text_free(&type);
            return false;
        }
    return true;
}

static bool run(Cx *cx, const Program *program, Tensor *const *inputs, Tensor **outputs)
{
    const PluginProgram *p = (const PluginProgram *)program;
    size_t parts = program->partitions ? (size_t)program->partitions : 1;
    size_t nin = parts * program->graph->params.len, nout = parts * program->graph->results.len;
    CnxTensor **in = mem_alloc((nin + 1) * sizeof *in), **out = mem_alloc((nout + 1) * sizeof *out);
    for (size_t i = 0; i < nin; i++)
        in[i] = (CnxTensor *)inputs[i];
    bool ok = p->made->run(run_of(cx), p->own, in, out);
    if (!ok)
        fail(cx, SPAN_NONE, EXC_RuntimeError, "the compiler %s failed without saying why",
             p->made->name);
    for (size_t i = 0; i < nout; i++)
        outputs[i] = (Tensor *)out[i];
    ok = !failed(cx) && check_outputs(cx, p, outputs);
    for (size_t i = 0; !ok && i < nout; i++) {
        tensor_free(outputs[i]);
        outputs[i] = NULL;
    }
    free(in);
    free(out);
    return ok;
}

static void release(Program *program)
{
    PluginProgram *p = (PluginProgram *)program;
    p->made->release(p->own);
    graph_free(program->graph);
    free(p);
}

static bool plugin_lacks(const Compiler *c, const Node *n)
{
    return ((const Plugin *)c)->made->lacks((const CnxNode *)n, c->target ? c->target : "");
}

static Program *build(Cx *cx, const Compiler *c, Graph *g, const Demands *d)
{
    const CnxPlugin *made = ((const Plugin *)c)->made;
    CnxBuild how = {.target = c->target ? c->target : ""};
    if (d) {
        how.aliases = d->aliases;
        how.partitions = d->partitions;
        how.mesh = d->mesh;
        how.shardings = d->shardings;
    }
    void *own = (c->target || d) && made->build_for
                    ? made->build_for(run_of(cx), public_graph(g), &how)
                    : made->build(run_of(cx), public_graph(g));
    if (own == NULL || failed(cx)) {
        fail(cx, SPAN_NONE, EXC_RuntimeError, "the compiler %s failed without saying why",
             made->name);
        if (own)
            made->release(own);
        return NULL;
    }
    PluginProgram *p = mem_alloc(sizeof *p);
    p->program = (Program){.compiler = c, .graph = g, .run = run, .release = release};
    p->program.partitions = how.partitions;
    p->made = made;
    p->own = own;
    return &p->program;
}

/* --- kernels --- */

static void *make_code(Cx *cx, const Compiler *c, const Kernel *const *kernels, int count,
                       KernelFn **entries)
{
    const CnxPlugin *made = ((const Plugin *)c)->made;
    void *code = made->build_kernels(run_of(cx), (const CnxKernel *const *)kernels, count,
                                     (CnxKernelFn **)entries);
    if (code == NULL)
        fail(cx, SPAN_NONE, EXC_RuntimeError, "the compiler %s failed without saying why",
             made->name);
    return code;
}

static void write_text(void *to, const char *text, size_t size)
{
    text_add(to, (Str){text, size});
}

static bool describe(Cx *cx, const Compiler *c, const Kernel *const *kernels, int count,
                     const char *what, Text *out)
{
    const CnxPlugin *made = ((const Plugin *)c)->made;
    if (made->describe_kernels(run_of(cx), (const CnxKernel *const *)kernels, count, what,
                               write_text, out))
        return true;
    fail(cx, SPAN_NONE, EXC_RuntimeError, "the compiler %s failed without saying why", made->name);
    return false;
}

static void free_code(const Compiler *c, void *code)
{
    ((const Plugin *)c)->made->release(code);
}

/* --- opening --- */

/* The plugins of the process, newest first; one that is in the list never changes. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static Plugin *opened;

/* What the file exports; NULL after an error. */
static const CnxPlugin *open_file(Cx *cx, const char *file)
{
    void *handle = dlopen(file, RTLD_NOW | RTLD_LOCAL);
    if (handle == NULL) {
        fail(cx, SPAN_NONE, EXC_RuntimeError, "the compiler cannot be opened: %s", dlerror());
        return NULL;
    }
    const CnxPlugin *(*entry)(const CnxHost *) = NULL;
    void *symbol = dlsym(handle, "cnx_plugin");
    memcpy(&entry, &symbol, sizeof entry);
    const CnxPlugin *made = entry ? entry(&plugin_host) : NULL;
    if (made == NULL) {
        fail(cx, SPAN_NONE, EXC_RuntimeError, "%s is no compiler of cnx: %s", file,
             entry ? "its cnx_plugin gives nothing" : "it has no function cnx_plugin");
        dlclose(handle);
    }
    return made;
}

static bool check(Cx *cx, const CnxPlugin *made, Str name, const char *file)
{
    if (made->size != sizeof(CnxPlugin) || made->host_size != sizeof(CnxHost)) {
        fail(cx, SPAN_NONE, EXC_RuntimeError,
             "%s was built for another version of cnx: build it again for %s", file, CNX_BUILD_ID);
        return false;
    }
    if (strcmp(made->build_id, CNX_BUILD_ID) != 0) {
        fail(cx, SPAN_NONE, EXC_RuntimeError, "%s was built for cnx %s, this is %s: build it again",
             file, made->build_id, CNX_BUILD_ID);
        return false;
    }
    if (!str_is(name, made->name)) {
        fail(cx, SPAN_NONE, EXC_RuntimeError, "%s holds the compiler %s, not %.*s", file,
             made->name, (int)name.len, name.at);
        return false;
    }
    return true;
}

static Plugin *open_plugin(Cx *cx, Str name)
{
    Text file = {0};
    Plugin *p = NULL;
    if (find_file(cx, name, &file)) {
        const CnxPlugin *made = open_file(cx, text_cstr(&file));
        if (made && check(cx, made, name, text_cstr(&file))) {
            p = mem_alloc(sizeof *p);
            p->made = made;
            text_print(&p->module, "Elixir.%s", made->module);
            p->compiler = (Compiler){.name = made->name, .module = text_cstr(&p->module)};
            p->compiler.build = made->build_kernels ? NULL : build;
            p->compiler.make_code = made->build_kernels ? make_code : NULL;
            p->compiler.describe = made->describe_kernels ? describe : NULL;
            p->compiler.free_code = free_code;
            p->compiler.lacks = made->lacks ? plugin_lacks : NULL;
        }
    }
    text_free(&file);
    return p;
}

const Compiler *plugin_compiler(Cx *cx, Str name)
{
    if (!is_plugin_name(name)) {
        fail(cx, SPAN_NONE, EXC_ArgumentError, "there is no compiler %.*s", (int)name.len, name.at);
        return NULL;
    }
    pthread_mutex_lock(&lock);
    Plugin *p = opened;
    while (p && (p->compiler.target || !str_is(name, p->compiler.name)))
        p = p->next;
    if (p == NULL && (p = open_plugin(cx, name)) != NULL) {
        p->next = opened;
        opened = p;
    }
    pthread_mutex_unlock(&lock);
    return p ? &p->compiler : NULL;
}

const Compiler *plugin_of_module(Str module)
{
    pthread_mutex_lock(&lock);
    Plugin *p = opened;
    while (p && (p->compiler.target || !str_is(module, p->compiler.module)))
        p = p->next;
    pthread_mutex_unlock(&lock);
    return p ? &p->compiler : NULL;
}

const Compiler *plugin_for(Cx *cx, const Compiler *c, Str target)
{
    if (c->build != build || ((const Plugin *)c)->made->build_for == NULL) {
        fail(cx, SPAN_NONE, EXC_ArgumentError, "the compiler %s takes no target, got: %.*s",
             c->name, (int)target.len, target.at);
        return NULL;
    }
    const CnxPlugin *made = ((const Plugin *)c)->made;
    pthread_mutex_lock(&lock);
    Plugin *p = opened;
    while (p &&
           (p->made != made || p->compiler.target == NULL || !str_is(target, p->compiler.target)))
        p = p->next;
    if (p == NULL) {
        p = mem_alloc(sizeof *p);
        p->made = made;
        text_add(&p->target, target);
        p->compiler = *c;
        p->compiler.target = text_cstr(&p->target);
        p->next = opened;
        opened = p;
    }
    pthread_mutex_unlock(&lock);
    return &p->compiler;
}

bool plugin_has_meshes(const Compiler *c)
{
    return c->build == build && ((const Plugin *)c)->made->build_for;
}

Tensor *plugin_place(Cx *cx, const Compiler *c, Tensor *t)
{
    const CnxPlugin *made = c->build == build ? ((const Plugin *)c)->made : NULL;
    if (made == NULL || made->place == NULL) {
        fail(cx, SPAN_NONE, EXC_ArgumentError, "the compiler %s has no memory of its own", c->name);
        return NULL;
    }
    return (Tensor *)made->place(run_of(cx), (const CnxTensor *)t, c->target ? c->target : "");
}

bool plugin_devices(Cx *cx, const Compiler *c, Text *out)
{
    if (c->build != build || ((const Plugin *)c)->made->devices == NULL)
        return true;
    return ((const Plugin *)c)
        ->made->devices(run_of(cx), c->target ? c->target : "", write_text, out);
}
