/* xla.c - cnx xla: getting PJRT plugins; cnx devices: what compilers run on.

   A plugin comes as a wheel, through pip or as a file. The wheel must have the sum below; of it
   the plugin alone is unpacked, into the folder of the user's data where the compiler looks. */
#include "cli/cli.h"

#include "base/pool.h"
#include "compile/plugin.h"
#include "tensor/zip.h"

#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

typedef struct Wheel {
    const char *name, *platform; /* as it is asked for; as the compiler calls it */
    const char *package, *version, *sum;
} Wheel;

/* clang-format off */
static const Wheel wheels[] = {
    {"cpu",    "host", "fastatomstruct-xla-cpu", "2026.6.23", "88b1c430b341b4bea40a37420311c9c75db6e22b46d2ff95b6986577bee6afe9"},
    {"cuda13", "cuda", "jax-cuda13-pjrt",        "0.12.0.1",  "5899bb6177eda86ea532afb9a26794f2bdd04966f6a01f9028266b16c2b6cf90"},
    {"rocm7",  "rocm", "jax-rocm7-pjrt",         "0.12.0",    "4551d0714523355f2946ca1958c3f584e95661e467a641d36b726f718a1c7934"},
};
/* clang-format on */

enum { WHEELS = sizeof wheels / sizeof wheels[0] };

const char help_xla[] = "Usage:\n"
                        "  cnx xla list                      which PJRT plugins are there\n"
                        "  cnx xla install NAME [WHEEL]      get one: cpu, cuda13 or rocm7, "
                        "through pip or from a file\n"
                        "\n"
                        "Plugins are kept in $XDG_DATA_HOME/cnx/xla, or ~/.local/share/cnx/xla. "
                        "CNX_XLA_PLUGIN\n"
                        "names another file; CNX_XLA_PLUGIN_HOST, _CUDA, _ROCM and _TPU, or "
                        "plugin_path in the\n"
                        "settings of exla, one for a platform.\n";

const char help_devices[] = "Usage:\n"
                            "  cnx devices    what compilers run on, a line a device\n"
                            "\n"
                            "The first word is what --compiler takes: `cnx run --compiler "
                            "xla:host:1 FILE`. Beside a\n"
                            "compiler that cannot be used stands why.\n";

/* --- places --- */

static void data_folder(Text *out)
{
    const char *data = getenv("XDG_DATA_HOME"), *home = getenv("HOME");
    if (data && data[0] == '/')
        text_print(out, "%s/cnx/xla", data);
    else
        text_print(out, "%s/.local/share/cnx/xla", home ? home : "");
}

static void plugin_file(const Wheel *w, Text *out)
{
    data_folder(out);
    text_print(out, "/%s.so", w->platform);
}

/* Makes the folder and those around it. */
static bool make_folders(Cx *cx, Text *path)
{
    char *at = path->at;
    for (size_t i = 1; i <= path->len; i++) {
        if (i < path->len && at[i] != '/')
            continue;
        char was = at[i];
        at[i] = 0;
        bool ok = mkdir(at, 0755) == 0 || errno == EEXIST;
        if (!ok)
            fail(cx, SPAN_NONE, EXC_RuntimeError, "could not make the folder %s: %s", at,
                 strerror(errno));
        at[i] = was;
        if (!ok)
            return false;
    }
    return true;
}

/* --- other programs --- */

enum { NOT_FOUND = 127, ENDED = 130 }; /* exit codes where there is no program, and by a signal */

/* Runs a program of the PATH, with what it prints kept in `out` when that is not NULL; its exit
   code, or -1 when it could not be run. Ctrl-C ends it alone, so that its caller can
   clear away. */
static int run_program(char *const *argv, Text *out)
{
    int ends[2] = {-1, -1}, status = -1;
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    struct sigaction ignored = {.sa_handler = SIG_IGN}, before;
    sigset_t ended_by;
    pid_t pid;
    if (out && pipe(ends) != 0)
        return -1;
    posix_spawn_file_actions_init(&actions);
    if (out) {
        posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
        posix_spawn_file_actions_addclose(&actions, ends[0]);
        posix_spawn_file_actions_addclose(&actions, ends[1]);
    }
    sigemptyset(&ended_by);
    sigaddset(&ended_by, SIGINT);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setsigdefault(&attributes, &ended_by);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
    sigaction(SIGINT, &ignored, &before);
    bool ok = posix_spawnp(&pid, argv[0], &actions, &attributes, argv, environ) == 0;
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    if (out) {
        char room[512];
        close(ends[1]);
        for (ssize_t n; ok && (n = read(ends[0], room, sizeof room)) != 0;) {
            if (n > 0)
                text_add(out, (Str){room, (size_t)n});
            else if (errno != EINTR)
                break;
        }
        close(ends[0]);
    }
    while (ok && waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    sigaction(SIGINT, &before, NULL);
    return !ok ? -1 : WIFEXITED(status) ? WEXITSTATUS(status) : ENDED;
}

static bool check_sum(Cx *cx, const Wheel *w, const char *file)
{
    Text out = {0};
    char *argv[] = {"sha256sum", "--", (char *)(uintptr_t)file, NULL};
    if (access(file, R_OK) != 0) {
        fail(cx, SPAN_NONE, EXC_RuntimeError, "could not read %s: %s", file, strerror(errno));
        return false;
    }
    int code = run_program(argv, &out);
    bool ok = code == 0 && str_starts(text_str(&out), str_of(w->sum));
    if (code != 0)
        fail(cx, SPAN_NONE, EXC_RuntimeError, "could not read %s with sha256sum", file);
    else if (!ok)
        fail(cx, SPAN_NONE, EXC_RuntimeError, "%s is not %s %s: its SHA-256 is %.64s, expected %s",
             file, w->package, w->version, text_cstr(&out), w->sum);
    text_free(&out);
    return ok;
}

/* Downloads the wheel into an empty folder; its file. */
static bool download(Cx *cx, const Wheel *w, const char *folder, Text *file)
{
    Text spec = {0}, list = {0};
    text_print(&spec, "%s==%s", w->package, w->version);
    char *pip[] = {"python3",
                   "-m",
                   "pip",
                   "download",
                   isatty(STDERR_FILENO) ? "--progress-bar=on" : "--quiet",
                   "--no-deps",
                   "--only-binary",
                   ":all:",
                   "--dest",
                   (char *)(uintptr_t)folder,
                   (char *)(uintptr_t)text_cstr(&spec),
                   NULL};
    char *find[] = {"find", (char *)(uintptr_t)folder, "-name", "*.whl", NULL};
    int code = run_program(pip, NULL);
    bool ok = code == 0 && run_program(find, &list) == 0 && list.len > 1;
    if (ok)
        text_add(file, str_slice(text_str(&list), 0, list.len - 1));
    else if (code < 0 || code == NOT_FOUND)
        fail(
            cx, SPAN_NONE, EXC_RuntimeError,
            "python3 with pip is needed to download %s; `cnx xla install %s WHEEL` takes the wheel "
            "as a file",
            text_cstr(&spec), w->name);
    else
        fail(cx, SPAN_NONE, EXC_RuntimeError,
             "pip could not download %s; `cnx xla install %s WHEEL` takes the wheel as a file",
             text_cstr(&spec), w->name);
    text_free(&spec);
    text_free(&list);
    return ok;
}

/* --- unpacking --- */

/* The largest shared object of the archive, or NULL. */
static const ZipEntry *plugin_entry(const Zip *zip)
{
    const ZipEntry *best = NULL;
    for (int64_t i = 0; i < zip->count; i++)
        if (str_ends(zip->entries[i].name, STR(".so")) &&
            (best == NULL || zip->entries[i].size > best->size))
            best = &zip->entries[i];
    return best;
}

static bool unpack_entry(Cx *cx, const Zip *zip, const ZipEntry *entry, Str to)
{
    enum { PIECE = 1 << 20 };
    Stream s = {0};
    Output out;
    char *piece = mem_try(PIECE);
    if (piece == NULL) {
        fail(cx, SPAN_NONE, EXC_SystemLimitError, "there is no memory to unpack the plugin");
        return false;
    }
    bool ok = zip_stream(cx, zip, entry, &s);
    output_open(cx, to, &out);
    for (int64_t n = 1; ok && n > 0;) {
        n = stream_read(&s, piece, PIECE);
        output_add(&out, (Str){piece, (size_t)n});
        ok = !interrupted(cx);
    }
    if (ok && !stream_is_done(&s))
        ok = data_fail(cx, "wheel", entry->data, "%s", stream_problem(&s, "it ends early"));
    stream_close(&s);
    ok = output_close(cx, &out, ok) && ok;
    free(piece);
    return ok;
}

static bool unpack(Cx *cx, const Wheel *w, const char *file, Text *to)
{
    Input in;
    Zip zip = {0};
    plugin_file(w, to);
    if (!input_open(cx, str_of(file), &in))
        return false;
    bool ok = zip_list(cx, &in, "wheel", &zip);
    const ZipEntry *entry = ok ? plugin_entry(&zip) : NULL;
    if (ok && entry == NULL)
        fail(cx, SPAN_NONE, EXC_RuntimeError, "%s holds no shared object", file);
    ok = entry && unpack_entry(cx, &zip, entry, text_str(to));
    zip_free(&zip);
    input_close(&in);
    return ok;
}

/* --- the commands --- */

/* A folder of our own for the download; false with an error. */
static bool make_temporary(Cx *cx, Text *folder)
{
    const char *base = getenv("TMPDIR");
    text_print(folder, "%s/cnx-xla-XXXXXX", base && base[0] ? base : "/tmp");
    bool ok = mkdtemp(folder->at) != NULL;
    if (!ok)
        fail(cx, SPAN_NONE, EXC_RuntimeError, "could not make the folder %s: %s", folder->at,
             strerror(errno));
    return ok;
}

/* Where the plugin goes is made first: no download is for nothing. */
static void install(Cx *cx, const Wheel *w, const char *given)
{
    Text data = {0}, temporary = {0}, file = {0}, to = {0};
    data_folder(&data);
    if (make_folders(cx, &data)) {
        if (given)
            text_add(&file, str_of(given));
        else if (make_temporary(cx, &temporary))
            download(cx, w, text_cstr(&temporary), &file);
    }
    if (!failed(cx) && check_sum(cx, w, text_cstr(&file)) && unpack(cx, w, text_cstr(&file), &to))
        printf("installed %s %s as %s\n", w->package, w->version, text_cstr(&to));
    if (temporary.len) {
        char *remove[] = {"rm", "-rf", "--", temporary.at, NULL};
        run_program(remove, NULL);
    }
    text_free(&data);
    text_free(&temporary);
    text_free(&file);
    text_free(&to);
}

static void print_given(const char *variable)
{
    const char *given = getenv(variable);
    if (given && given[0])
        printf("%s says to use %s\n", variable, given);
}

static void list(void)
{
    static const char *const variables[] = {"CNX_XLA_PLUGIN", "CNX_XLA_PLUGIN_HOST",
                                            "CNX_XLA_PLUGIN_CUDA", "CNX_XLA_PLUGIN_ROCM",
                                            "CNX_XLA_PLUGIN_TPU"};
    for (int i = 0; i < WHEELS; i++) {
        Text file = {0};
        plugin_file(&wheels[i], &file);
        bool is_there = access(text_cstr(&file), F_OK) == 0;
        printf("%-8s %s %s  %s\n", wheels[i].name, wheels[i].package, wheels[i].version,
               is_there ? text_cstr(&file) : "not installed");
        text_free(&file);
    }
    for (size_t i = 0; i < sizeof variables / sizeof variables[0]; i++)
        print_given(variables[i]);
}

int command_xla(Cli *cli, int argc, char **argv)
{
    const Wheel *w = NULL;
    if (argc == 1 && strcmp(argv[0], "list") == 0) {
        list();
        return EXIT_ok;
    }
    if (argc < 2 || argc > 3 || strcmp(argv[0], "install") != 0)
        return cli_usage("xla list or xla install NAME [WHEEL]; see `cnx xla --help`");
    for (int i = 0; i < WHEELS; i++)
        if (strcmp(argv[1], wheels[i].name) == 0)
            w = &wheels[i];
    if (w == NULL)
        return cli_usage("there is no plugin %s; there are cpu, cuda13 and rocm7", argv[1]);
    install(&cli->cx, w, argc == 3 ? argv[2] : NULL);
    return cli_finish(cli);
}

/* The line of a compiler that works on the threads of this process. */
static void print_here(const char *name)
{
    int threads = pool_threads();
    printf("%-9s  the machine's CPUs, %d thread%s\n", name, threads, threads == 1 ? "" : "s");
}

/* A compiler that cannot be opened is a line, too: others may be fine. */
int command_devices(Cli *cli, int argc, char **argv)
{
    static const char *const names[] = {"llvm", "xla", "gpu"};
    (void)argv;
    if (argc > 0)
        return cli_usage("devices takes no arguments");
    print_here("reference");
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        Text out = {0};
        const Compiler *c = compiler_of_name(&cli->cx, str_of(names[i]));
        if (c && plugin_devices(&cli->cx, c, &out)) {
            if (out.len == 0) /* it has none of its own */
                print_here(names[i]);
            fputs(text_cstr(&out), stdout);
        } else {
            Error *e = error_take(&cli->cx);
            printf("%-9s  %s\n", names[i], e ? text_cstr(&e->message) : "");
            error_free(e);
        }
        text_free(&out);
    }
    return cli_finish(cli);
}
