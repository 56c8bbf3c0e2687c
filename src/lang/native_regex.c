/* native_regex.c - regular expressions by PCRE2, under lib/regex.ex.

   A Regex is its source and its options; what PCRE2 made of them is kept in a table of the machine,
   found by both, where newer ones push out older ones. Matching is bounded: the allowance of steps
   grows tenfold from a small one, and Ctrl-C is looked at before each, so hopeless backtracking
   ends with an error. Errors in patterns have the texts of the older PCRE that Elixir 1.17 carries.
 */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "lang/native.h"
#include "lang/vm_state.h"

#include <pcre2.h>
#include <stdio.h>

enum {
    MOST_PATTERNS = 256, /* a power of two */
    FIRST_STEPS = 100000,
    MOST_STEPS = 10000000,
    MOST_HEAP = 256 << 10, /* KiB for backtracking */
};

typedef struct Pattern {
    Value source, options;
    uint64_t hash;
    pcre2_code *code; /* NULL: a free place */
    pcre2_match_data *found;
    bool is_unicode;
} Pattern;

typedef struct RegexTable {
    Pattern patterns[MOST_PATTERNS];
    pcre2_match_context *limits;
    const uint8_t *characters; /* what the bytes are without `unicode` */
} RegexTable;

static void pattern_clear(Pattern *p)
{
    if (p->code == NULL)
        return;
    value_free(p->source);
    value_free(p->options);
    pcre2_match_data_free(p->found);
    pcre2_code_free(p->code);
    *p = (Pattern){0};
}

void regexes_free(Vm *vm)
{
    if (vm->regexes == NULL)
        return;
    for (int i = 0; i < MOST_PATTERNS; i++)
        pattern_clear(&vm->regexes->patterns[i]);
    pcre2_match_context_free(vm->regexes->limits);
    pcre2_maketables_free(NULL, vm->regexes->characters);
    free(vm->regexes);
    vm->regexes = NULL;
}

/* Erlang's: bytes above 127 are those of ISO 8859-1. PCRE2's tables for ASCII are lower case, the
   other case, classes of 32 bytes, and kinds; a byte is made what an ASCII character like it is. */
static const uint8_t *latin1_tables(void)
{
    enum { OTHER = 256, CLASSES = 512, KINDS = 832, CLASS = 32 };
    uint8_t *t = (uint8_t *)(uintptr_t)pcre2_maketables(NULL);
    for (int c = 128; t && c < 256; c++) {
        bool letter = c >= 0xC0 && c != 0xD7 && c != 0xF7;
        bool upper = letter && c < 0xDF;
        bool lower = (letter && !upper) || c == 0xAA || c == 0xB5 || c == 0xBA;
        int like = upper ? 'Z' : lower ? 'z' : c < 0xA0 ? 1 : '!';
        for (int class = CLASSES; class < KINDS; class += CLASS)
            if (t[class + like / 8] & 1 << like % 8)
                t[class + c / 8] |= (uint8_t)(1 << c % 8);
        t[KINDS + c] = t[KINDS + like];
        t[c] = (uint8_t)(upper ? c + 32 : c);
        t[OTHER + c] = (uint8_t)(upper ? c + 32 : letter && c != 0xDF && c != 0xFF ? c - 32 : c);
    }
    return t;
}

static RegexTable *table_of(Vm *vm)
{
    if (vm->regexes == NULL) {
        vm->regexes = mem_alloc(sizeof *vm->regexes);
        vm->regexes->limits = pcre2_match_context_create(NULL);
        pcre2_set_heap_limit(vm->regexes->limits, MOST_HEAP);
        vm->regexes->characters = latin1_tables();
    }
    return vm->regexes;
}

/* --- options --- */

/* clang-format off */
static const struct {
    const char *name;
    uint32_t bit;
} option_bits[] = {
    {"unicode",           PCRE2_UTF},              {"ucp",             PCRE2_UCP},
    {"caseless",          PCRE2_CASELESS},         {"dotall",          PCRE2_DOTALL},
    {"multiline",         PCRE2_MULTILINE},        {"extended",        PCRE2_EXTENDED},
    {"firstline",         PCRE2_FIRSTLINE},        {"ungreedy",        PCRE2_UNGREEDY},
    {"anchored",          PCRE2_ANCHORED},         {"dollar_endonly",  PCRE2_DOLLAR_ENDONLY},
    {"no_auto_capture",   PCRE2_NO_AUTO_CAPTURE},  {"dupnames",        PCRE2_DUPNAMES},
    {"no_start_optimize", PCRE2_NO_START_OPTIMIZE}, {"never_utf",      PCRE2_NEVER_UTF},
};

static const struct {
    const char *name;
    uint32_t newline;
} newlines[] = {
    {"cr",      PCRE2_NEWLINE_CR},      {"lf",  PCRE2_NEWLINE_LF},  {"crlf", PCRE2_NEWLINE_CRLF},
    {"anycrlf", PCRE2_NEWLINE_ANYCRLF}, {"any", PCRE2_NEWLINE_ANY}, {"nul",  PCRE2_NEWLINE_NUL},
};
/* clang-format on */

static bool option_read(Vm *vm, Value option, uint32_t *bits, pcre2_compile_context *context)
{
    if (option.tag == TAG_tuple && option.tuple->len == 2 && option.tuple->at[1].tag == TAG_atom &&
        is_atom(option.tuple->at[0], vm_atom(vm, "newline").atom)) {
        Str name = sym_text(vm->cx, option.tuple->at[1].atom);
        for (size_t i = 0; i < sizeof newlines / sizeof newlines[0]; i++)
            if (str_is(name, newlines[i].name))
                return pcre2_set_newline(context, newlines[i].newline) == 0;
    }
    if (option.tag != TAG_atom)
        return false;
    Str name = sym_text(vm->cx, option.atom);
    for (size_t i = 0; i < sizeof option_bits / sizeof option_bits[0]; i++)
        if (str_is(name, option_bits[i].name)) {
            *bits |= option_bits[i].bit;
            return true;
        }
    if (str_is(name, "bsr_anycrlf"))
        return pcre2_set_bsr(context, PCRE2_BSR_ANYCRLF) == 0;
    return str_is(name, "bsr_unicode") && pcre2_set_bsr(context, PCRE2_BSR_UNICODE) == 0;
}

/* False when one is unknown. */
static bool options_read(Vm *vm, Value options, uint32_t *bits, pcre2_compile_context *context)
{
    Value option;
    *bits = 0;
    while (list_next(&options, &option))
        if (!option_read(vm, option, bits, context))
            return false;
    return options.tag == TAG_nil;
}

/* --- compiling --- */

/* clang-format off */
static const struct {
    int code;
    const char *text;
} error_texts[] = {
    {101, "\\ at end of pattern"},
    {102, "\\c at end of pattern"},
    {103, "unrecognized character follows \\"},
    {104, "numbers out of order in {} quantifier"},
    {105, "number too big in {} quantifier"},
    {106, "missing terminating ] for character class"},
    {107, "invalid escape sequence in character class"},
    {108, "range out of order in character class"},
    {109, "nothing to repeat"},
    {111, "unrecognized character after (? or (?-"},
    {112, "POSIX named classes are supported only within a class"},
    {113, "POSIX collating elements are not supported"},
    {114, "missing )"},
    {115, "reference to non-existent subpattern"},
    {118, "missing ) after comment"},
    {120, "regular expression is too large"},
    {122, "unmatched parentheses"},
    {124, "malformed number or name after (?("},
    {125, "lookbehind assertion is not fixed length"},
    {126, "malformed number or name after (?("},
    {127, "conditional group contains more than two branches"},
    {128, "assertion expected after (?("},
    {130, "unknown POSIX class name"},
    {134, "character value in \\x{} or \\o{} is too large"},
    {135, "invalid condition (?(0)"},
    {136, "\\C not allowed in lookbehind assertion"},
    {137, "PCRE does not support \\L, \\l, \\N{name}, \\U, or \\u"},
    {138, "number after (?C is > 255"},
    {139, "closing ) for (?C expected"},
    {141, "unrecognized character after (?P"},
    {142, "syntax error in subpattern name (missing terminator)"},
    {143, "two named subpatterns have the same name"},
    {144, "group name must start with a non-digit"},
    {146, "malformed \\P or \\p sequence"},
    {147, "unknown property name after \\P or \\p"},
    {148, "subpattern name is too long (maximum 32 characters)"},
    {149, "too many named subpatterns (maximum 10000)"},
    {150, "invalid range in character class"},
    {151, "octal value is greater than \\377 in 8-bit non-UTF-8 mode"},
    {155, "\\o is not followed by an opening brace"},
    {157, "\\g is not followed by a braced, angle-bracketed, or quoted name/number or by a plain number"},
    {158, "(?R or (?[+-]digits must be followed by )"},
    {160, "(*VERB) not recognized or malformed"},
    {161, "subpattern number is too big"},
    {162, "subpattern name expected"},
    {164, "non-octal character in \\o{} (closing brace missing?)"},
    {165, "different names for subpatterns of the same number are not allowed"},
    {166, "(*MARK) must have an argument"},
    {167, "non-hex character in \\x{} (closing brace missing?)"},
    {169, "\\k is not followed by a braced, angle-bracketed, or quoted name"},
    {171, "\\N is not supported in a class"},
    {173, "disallowed Unicode code point (>= 0xd800 && <= 0xdfff)"},
    {176, "name is too long in (*MARK), (*PRUNE), (*SKIP), or (*THEN)"},
    {177, "character value in \\u.... sequence is too large"},
};
/* clang-format on */

static void error_text(int code, char *out, size_t size)
{
    for (size_t i = 0; i < sizeof error_texts / sizeof error_texts[0]; i++)
        if (error_texts[i].code == code) {
            snprintf(out, size, "%s", error_texts[i].text);
            return;
        }
    if (code < 0) /* the source is not UTF-8 */
        snprintf(out, size, "invalid UTF-8 string");
    else
        pcre2_get_error_message(code, (PCRE2_UCHAR *)out, size);
}

/* The compiled pattern of a source and a list of options, from the table or new; NULL after an
   error of the arguments, which is recorded, or of the pattern, with *code and *at. */
static Pattern *pattern_of(Vm *vm, Value source, Value options, int *code, size_t *at)
{
    *code = 0;
    if (!is_binary(source)) {
        vm_bad_argument(vm, 1, "not a binary");
        return NULL;
    }
    uint64_t hash = value_hash(source) * 31 + value_hash(options);
    Pattern *p = &table_of(vm)->patterns[(hash ^ hash >> 32) % MOST_PATTERNS];
    if (p->code && p->hash == hash && value_equal(p->source, source, true) &&
        value_equal(p->options, options, true))
        return p;
    pcre2_compile_context *context = pcre2_compile_context_create(NULL);
    pcre2_set_newline(context, PCRE2_NEWLINE_LF);
    pcre2_set_character_tables(context, table_of(vm)->characters);
    uint32_t bits;
    pcre2_code *compiled = NULL;
    if (!options_read(vm, options, &bits, context))
        vm_bad_argument(vm, 2, "invalid options");
    else
        compiled = pcre2_compile((PCRE2_SPTR)source.binary->at, source.binary->len, bits, code, at,
                                 context);
    pcre2_compile_context_free(context);
    if (compiled == NULL)
        return NULL;
    pattern_clear(p);
    *p = (Pattern){.source = value_ref(source),
                   .options = value_ref(options),
                   .hash = hash,
                   .code = compiled,
                   .found = pcre2_match_data_create_from_pattern(compiled, NULL)};
    uint32_t all_bits;
    pcre2_pattern_info(compiled, PCRE2_INFO_ALLOPTIONS, &all_bits);
    p->is_unicode = (all_bits & PCRE2_UTF) != 0;
    return p;
}

/* Cnx.Regex.compile(source, options): :ok or {:error, {charlist, position}}. */
NATIVE(fn_regex_compile)
{
    int code;
    size_t at;
    if (pattern_of(vm, args[0], args[1], &code, &at))
        return value_atom(SYM_ok);
    if (code == 0)
        return POISON;
    char text[256];
    error_text(code, text, sizeof text);
    return TUPLE(value_atom(SYM_error),
                 TUPLE(text_charlist(vm, str_of(text)), value_int((int64_t)at)));
}

/* The same for a pattern that compiled before. */
static Pattern *pattern_again(Vm *vm, const Value *args)
{
    int code;
    size_t at;
    Pattern *p = pattern_of(vm, args[0], args[1], &code, &at);
    if (p == NULL && code != 0)
        fail_argument(vm);
    return p;
}

/* Cnx.Regex.names(source, options): [{name, group}] by name. */
NATIVE(fn_regex_names)
{
    Pattern *p = pattern_again(vm, args);
    if (p == NULL)
        return POISON;
    uint32_t names, size;
    PCRE2_SPTR table;
    pcre2_pattern_info(p->code, PCRE2_INFO_NAMECOUNT, &names);
    pcre2_pattern_info(p->code, PCRE2_INFO_NAMEENTRYSIZE, &size);
    pcre2_pattern_info(p->code, PCRE2_INFO_NAMETABLE, &table);
    ListBuilder list = LIST_BUILDER;
    for (uint32_t i = 0; i < names; i++) {
        PCRE2_SPTR entry = table + (size_t)i * size;
        list_push(&list, TUPLE(value_binary(str_of((const char *)entry + 2)),
                               value_int(entry[0] << 8 | entry[1])));
    }
    return list.list;
}

/* --- matching --- */

/* One search from `at`: the number of groups up to the last one that matched, 0 when there is no
   match, or -1 after an error. */
static int search(Vm *vm, Pattern *p, Str subject, size_t at, uint32_t how)
{
    pcre2_match_context *limits = vm->regexes->limits;
    for (uint32_t steps = FIRST_STEPS;; steps *= 10) {
        pcre2_set_match_limit(limits, steps);
        int found =
            pcre2_match(p->code, (PCRE2_SPTR)subject.at, subject.len, at, how, p->found, limits);
        if (found > 0)
            return found;
        if (found == PCRE2_ERROR_NOMATCH || found == PCRE2_ERROR_PARTIAL)
            return 0;
        if (interrupted(vm->cx))
            return -1;
        bool is_exhausted = found == PCRE2_ERROR_MATCHLIMIT || found == PCRE2_ERROR_HEAPLIMIT ||
                            found == PCRE2_ERROR_DEPTHLIMIT;
        if (!is_exhausted) {
            fail_argument(vm); /* the subject is no UTF-8, or the offset is inside of a character */
            return -1;
        }
        if (steps >= MOST_STEPS || found != PCRE2_ERROR_MATCHLIMIT) {
            vm_fail(vm, EXC_RuntimeError,
                    "the regex /%.*s/ takes too many steps to match a string of %zu bytes",
                    (int)p->source.binary->len, p->source.binary->at, subject.len);
            return -1;
        }
    }
}

/* [{start, length}, ...] of the first `groups` groups; those that did not match are {-1, 0}. */
static Value places(Pattern *p, int groups)
{
    const PCRE2_SIZE *at = pcre2_get_ovector_pointer(p->found);
    ListBuilder list = LIST_BUILDER;
    for (int i = 0; i < groups; i++) {
        bool is_set = at[2 * i] != PCRE2_UNSET && at[2 * i] <= at[2 * i + 1];
        list_push(&list, TUPLE(value_int(is_set ? (int64_t)at[2 * i] : -1),
                               value_int(is_set ? (int64_t)(at[2 * i + 1] - at[2 * i]) : 0)));
    }
    return list.list;
}

/* Where the character after `at` starts. */
static size_t next_character(const Pattern *p, Str s, size_t at)
{
    at++;
    while (p->is_unicode && at < s.len && ((unsigned char)s.at[at] & 0xC0) == 0x80)
        at++;
    return at;
}

/* Cnx.Regex.run(source, options, subject, offset, all?): the matches, each a list of {start,
   length}, of the whole first. With all? every match that begins after the one before; an empty one
   only where no other ends. */
NATIVE(fn_regex_run)
{
    if (!is_binary(args[2]) || !is_size(args[3], 0))
        return fail_argument(vm);
    Pattern *p = pattern_again(vm, args);
    Str subject = p ? binary_str(args[2]) : STR("");
    if (p == NULL || args[3].i > (int64_t)subject.len)
        return p ? fail_argument(vm) : POISON;
    bool is_global = is_truthy(args[4]), was_empty = false;
    const PCRE2_SIZE *place = pcre2_get_ovector_pointer(p->found);
    ListBuilder matches = LIST_BUILDER;
    uint32_t checked = 0;
    for (size_t at = (size_t)args[3].i; at <= subject.len;) {
        uint32_t how = was_empty ? PCRE2_NOTEMPTY_ATSTART | PCRE2_ANCHORED : 0;
        int groups = search(vm, p, subject, at, how | checked);
        if (groups < 0) {
            value_free(matches.list);
            return POISON;
        }
        checked = PCRE2_NO_UTF_CHECK;
        if (groups > 0)
            list_push(&matches, places(p, groups));
        if (!is_global || (groups == 0 && !was_empty))
            break;
        at = groups == 0 ? next_character(p, subject, at) : place[1];
        was_empty = groups > 0 && place[0] == place[1];
    }
    return matches.list;
}
