# Makefile - how cnx is built and tested; `make help` lists the targets.
#
# Everything that is made lands in $(BUILD). Each object remembers the headers it read (.d files),
# and $(BUILD)/flags and $(BUILD)/sources remember how and from what it was made, so that changed
# flags and added or removed files rebuild what they touch.

BUILD  ?= build
PREFIX ?= /usr/local
CFLAGS ?= -O2 -g
WERROR ?= -Werror
ifeq ($(origin CC),default)
CC := gcc
endif
ifeq ($(MAKELEVEL),0)
MAKEFLAGS += -j$(shell nproc)
endif

WARN := -Wall -Wextra -Wshadow -Wconversion -Wswitch-enum $(WERROR)
BASE := -std=c17 -D_GNU_SOURCE $(WARN) -ffp-contract=off -fno-math-errno -MMD -MP -fPIC \
        -fvisibility=hidden $(CFLAGS)
ALL  := $(BASE) -Isrc -Iinclude -I$(BUILD)/include
LIBS := -ltommath -lutf8proc -lpcre2-8 -lpng16 -lz -lpthread -lm

# The version is written once, in the public header. A soname stands for a binary interface.
VERSION := $(shell sed -n 's/^\#define CNX_VERSION "\(.*\)"/\1/p' include/cnx.h 2>/dev/null)
SONAME  := libcnx.so.0

FOLDERS := base device tensor syntax graph transform eval routine plan kernel compile compile/stablehlo lang
SOURCES := $(wildcard $(FOLDERS:%=src/%/*.c))
CLI     := $(wildcard src/cli/*.c)
LIBRARY := $(sort $(shell find lib -name '*.ex' 2>/dev/null))
OBJECTS := $(SOURCES:src/%.c=$(BUILD)/%.o) $(BUILD)/lib_embed.o

# A unit test sees the internal headers; an API program sees include/cnx.h and the shared library.
UNIT    := $(wildcard test/*_test.c test/unit/*_test.c) test/fuzz/graphs.c \
           $(if $(wildcard /usr/include/mpfr.h),test/accuracy.c)
API     := $(wildcard test/api/*.c examples/c/*.c) test/oracle/engines.c
FUZZERS := $(patsubst test/fuzz/%.c,%,$(shell grep -l LLVMFuzzerTestOneInput test/fuzz/*.c))
PLUGIN  := $(BUILD)/examples/plugin/libcnx-example.so
TESTS   := $(UNIT:%.c=$(BUILD)/%) $(API:%.c=$(BUILD)/%) $(PLUGIN) $(BUILD)/cnx-wrong \
           $(BUILD)/test/fuzz/graphs-wrong
STYLED  := $(shell find src include test examples -name '*.[ch]' 2>/dev/null)

# The compiler llvm is a plugin, made where LLVM 19 is installed.
LLVM_CONFIG := $(shell command -v llvm-config-19)
LLVM_CLANG  := $(shell command -v clang-19)
LLVM_OBJECTS := $(patsubst src/%.c,$(BUILD)/%.o,$(wildcard src/compile/llvm/*.c))
LLVM_NATIVE := $(filter $(BUILD)/compile/llvm/scalar_code.o $(BUILD)/compile/llvm/native_%.o,$(LLVM_OBJECTS))
ifneq ($(and $(LLVM_CONFIG),$(LLVM_CLANG)),)
LLVM_PLUGIN := $(BUILD)/libcnx-llvm.so
LLVM_CFLAGS := -isystem $(shell $(LLVM_CONFIG) --includedir)
LLVM_LIBS   := -L$(shell $(LLVM_CONFIG) --libdir) -Wl,--start-group \
    $(shell $(LLVM_CONFIG) --link-static --libs orcjit nativecodegen bitreader passes) -Wl,--end-group \
    -static-libgcc -l:libstdc++.a -lz -l:libzstd.so.1 -lpthread -ldl -lm
endif

.PHONY: all tests demo test quick check style fuzz fuzzers hard race oracles golden-scores bench install clean help FORCE
.DELETE_ON_ERROR:

all: $(BUILD)/cnx $(BUILD)/libcnx.a $(BUILD)/libcnx.so $(BUILD)/libcnx-xla.so $(LLVM_PLUGIN) ## the program and the library (default)

# --- the library and the program ---

$(BUILD)/cnx: $(CLI:src/%.c=$(BUILD)/%.o) $(BUILD)/libcnx.a $(BUILD)/sources
	@echo "  link   $@"
	@$(CC) $(CFLAGS) $(LDFLAGS) $(filter %.o %.a,$^) $(LIBS) -ledit -o $@

$(BUILD)/libcnx.a: $(OBJECTS) $(BUILD)/sources
	@echo "  ar     $@"
	@rm -f $@ && ar rcs $@ $(OBJECTS)

$(BUILD)/libcnx.so: $(OBJECTS) src/libcnx.map $(BUILD)/sources
	@echo "  link   $@"
	@$(CC) $(CFLAGS) $(LDFLAGS) -shared -Wl,-soname,$(SONAME) -Wl,-z,defs \
	    -Wl,--version-script=src/libcnx.map $(OBJECTS) $(LIBS) -o $@
	@ln -sf libcnx.so $(BUILD)/$(SONAME)

# Names this very text of cnx: host and plugins are made of the same one.
BUILD_ID := $(BUILD)/include/cnx_build_id.h
$(BUILD_ID): FORCE
	@mkdir -p $(@D)
	@id=$$(cat include/*.h $(sort $(wildcard src/*/*.[ch] src/*/*.def src/compile/llvm/*.[ch])) | sha256sum | cut -c 1-16); \
	    echo "#define CNX_BUILD_ID \"$(VERSION)-$$id\"" > $@.new
	@cmp -s $@.new $@ && rm $@.new || mv $@.new $@

$(BUILD)/compile/host.o $(BUILD)/compile/plugin.o: $(BUILD_ID)

# The compiler xla: opened when asked for, from the public headers and its own.
XLA := $(patsubst src/%.c,$(BUILD)/%.o,$(wildcard src/compile/xla/*.c))
$(XLA): $(BUILD_ID)
$(BUILD)/libcnx-xla.so: $(XLA) $(BUILD)/sources
	@echo "  link   $@"
	@$(CC) $(CFLAGS) $(LDFLAGS) -shared -Wl,-z,defs $(XLA) -lpthread -ldl -o $@

$(BUILD)/%.o: src/%.c $(BUILD)/flags
	@mkdir -p $(@D)
	@echo "  cc     $<"
	@$(CC) $(ALL) -c $< -o $@

# lib/**/*.ex inside the library; a folder's time changes when a file comes or goes. A function of Nx
# without a row among the tests ends the build here.
$(BUILD)/lib_embed.S: tools/embed tools/rows $(LIBRARY) $(shell find lib -type d 2>/dev/null) \
                     src/lang/builtin.def $(wildcard test/oracle/*.txt)
	@mkdir -p $(@D)
	@tools/rows
	@echo "  embed  lib"
	@tools/embed $(LIBRARY) > $@

$(BUILD)/lib_embed.o: $(BUILD)/lib_embed.S
	@$(CC) -c $< -o $@

# Files that change only when what they hold does.
$(BUILD)/flags: FORCE
	@mkdir -p $(@D)
	@echo '$(CC) $(ALL)' | cmp -s - $@ || echo '$(CC) $(ALL)' > $@

$(BUILD)/sources: FORCE
	@mkdir -p $(@D)
	@echo '$(SOURCES) $(CLI)' | cmp -s - $@ || echo '$(SOURCES) $(CLI)' > $@

# --- the compiler llvm ---

# Branches become selections, so that functions of scalar.h can be repeated on vectors.
SCALAR_FLAGS := -std=gnu17 -O2 -fno-vectorize -fno-slp-vectorize -fno-unroll-loops -fno-builtin \
    -ffp-contract=off -fno-math-errno -fno-trapping-math -mllvm -two-entry-phi-node-folding-threshold=1000 \
    -mllvm -phi-node-folding-threshold=100

$(filter-out $(LLVM_NATIVE),$(LLVM_OBJECTS)): $(BUILD)/%.o: src/%.c $(BUILD)/flags
	@mkdir -p $(@D)
	@echo "  cc     $<"
	@$(CC) $(ALL) $(LLVM_CFLAGS) -c $< -o $@

$(BUILD)/compile/llvm/plugin.o: $(BUILD_ID)

# Functions that kernels call, by the compiler that makes the kernels' own bits; a table of their names.
NATIVE_FLAGS := -std=gnu17 -O2 -fno-builtin -ffp-contract=off -fno-math-errno -fno-trapping-math \
    -mprefer-vector-width=512 -fPIC -fvisibility=hidden -MMD -MP

$(LLVM_NATIVE): $(BUILD)/%.o: src/%.c Makefile
	@mkdir -p $(@D)
	@echo "  clang  $<"
	@$(LLVM_CLANG) $(NATIVE_FLAGS) -Isrc -c $< -o $@

$(BUILD)/include/compile/llvm/native.def: $(LLVM_NATIVE)
	@mkdir -p $(@D)
	@nm --defined-only $^ | awk '$$2 == "T" { print "NATIVE(" $$3 ")" }' > $@

$(BUILD)/compile/llvm/native.o: $(BUILD)/include/compile/llvm/native.def

$(BUILD)/scalar.bc: src/compile/llvm/scalar_code.c src/compile/llvm/scalar_clang.h $(wildcard src/graph/scalar*.h) Makefile
	@mkdir -p $(@D)
	@echo "  clang  $<"
	@$(LLVM_CLANG) $(SCALAR_FLAGS) -Isrc -emit-llvm -c $< -o $@

$(BUILD)/scalar_bitcode.o: $(BUILD)/scalar.bc
	@printf '.section .rodata\n.balign 16\n.globl scalar_bitcode, scalar_bitcode_end\nscalar_bitcode:\n.incbin "%s"\nscalar_bitcode_end:\n.section .note.GNU-stack,"",@progbits\n' $< > $(@:.o=.S)
	@$(CC) -c $(@:.o=.S) -o $@

# What it uses of the library it holds itself: a plugin imports nothing of it.
$(BUILD)/libcnx-llvm.so: $(LLVM_OBJECTS) $(BUILD)/scalar_bitcode.o $(BUILD)/libcnx.a
	@echo "  link   $@"
	@$(CC) $(CFLAGS) $(LDFLAGS) -shared -Wl,-z,defs -Wl,--gc-sections -Wl,--exclude-libs,ALL \
	    $(LLVM_OBJECTS) $(BUILD)/scalar_bitcode.o $(BUILD)/libcnx.a $(LLVM_LIBS) $(LIBS) -s -o $@

# --- tests ---

tests: all $(TESTS)

$(UNIT:%.c=$(BUILD)/%): $(BUILD)/%: %.c $(BUILD)/libcnx.a
	@mkdir -p $(@D)
	@echo "  cc     $<"
	@$(CC) $(ALL) -Itest $(LDFLAGS) $(filter %.c,$^) $(BUILD)/libcnx.a $(LIBS) -o $@

# The program and the random graphs with one gradient rule that is wrong, which cnx test --check-grads
# and the graphs must find.
$(BUILD)/wrong/grad_partial.o: src/transform/grad_partial.c $(BUILD)/flags
	@mkdir -p $(@D)
	@echo "  cc     $< (wrong)"
	@$(CC) $(ALL) -DCNX_WRONG_RULE -c $< -o $@

$(BUILD)/cnx-wrong: $(CLI:src/%.c=$(BUILD)/%.o) $(BUILD)/wrong/grad_partial.o $(BUILD)/libcnx.a
	@echo "  link   $@"
	@$(CC) $(CFLAGS) $(LDFLAGS) $(filter %.o %.a,$^) $(LIBS) -ledit -o $@

# Tests of several files.
$(BUILD)/test/op_test: $(wildcard test/op/*)
GRAPHS := $(filter-out $(FUZZERS:%=test/fuzz/%.c) test/fuzz/target.h,$(wildcard test/fuzz/*.[ch])) \
          test/op/otherwise.c test/op/otherwise.h
$(BUILD)/test/fuzz/graphs: $(GRAPHS)
$(BUILD)/test/fuzz/graphs-wrong: $(GRAPHS)
$(BUILD)/test/fuzz/graphs-wrong: $(filter %.c,$(GRAPHS)) $(BUILD)/wrong/grad_partial.o $(BUILD)/libcnx.a
	@mkdir -p $(@D)
	@echo "  link   $@"
	@$(CC) $(ALL) -Itest $(LDFLAGS) $(filter %.c %.o %.a,$^) $(LIBS) -o $@

$(BUILD)/test/exhaustive_test: $(wildcard test/op/*)
$(BUILD)/test/accuracy: $(wildcard test/accuracy/*)
$(BUILD)/test/accuracy: LIBS += -lmpfr

$(API:%.c=$(BUILD)/%): $(BUILD)/%: %.c $(BUILD)/libcnx.so
	@mkdir -p $(@D)
	@echo "  cc     $<"
	@$(CC) $(BASE) -Iinclude $(LDFLAGS) $< -L$(BUILD) -lcnx -lm -Wl,-rpath,$(abspath $(BUILD)) -o $@

# The example of a compiler plugin, from the public headers alone.
$(PLUGIN): examples/plugin/example.c $(BUILD_ID)
	@mkdir -p $(@D)
	@echo "  link   $@"
	@$(CC) $(BASE) -Iinclude -I$(BUILD)/include $(LDFLAGS) -shared -Wl,-z,defs $< -lm -o $@

demo: ## train a network on real digits: examples/mnist.exs
	@tools/setup
	@$(MAKE) --no-print-directory all
	@$(BUILD)/cnx run examples/mnist.exs

test: ## every test; closes with `N passed, N failed`
	@tools/setup
	@$(MAKE) --no-print-directory tests
	@BUILD=$(BUILD) tools/test all

quick: ## the tests that take seconds
	@$(MAKE) --no-print-directory tests
	@BUILD=$(BUILD) tools/test quick

check: ## before a commit: format, layers and the quick tests, under a minute
	@tools/setup check
	@$(MAKE) --no-print-directory style
	@$(MAKE) --no-print-directory quick

style: ## format (C, and Elixir when cnx is built), layers and generated pages alone
	@echo $(STYLED) | xargs -P 2 -n 20 clang-format --dry-run -Werror
	@tools/layers
	@tools/optable check
	@[ ! -x $(BUILD)/cnx ] || $(BUILD)/cnx fmt --check || { echo "style: run $(BUILD)/cnx fmt"; exit 1; }

fuzz: $(BUILD)/test/fuzz/graphs ## random graphs for a minute, from a seed that it prints
	@$< --seconds $${SECONDS_OF_FUZZ:-60} --seed $$(od -An -N4 -tu4 /dev/urandom | tr -d ' ') --keep $(BUILD)

HARD := -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all \
        -DCNX_SANITIZE -DARENA_FIRST_CHUNK=64 -DCNX_COLLIDE
hard: ## the quick tests in the hostile build: sanitizers, tiny chunks, colliding tables
	@tools/setup
	@CNX_TEST_HARD=1 $(MAKE) --no-print-directory BUILD=$(BUILD)-hard CFLAGS='$(HARD)' quick

# What runs on the pool, in a build of ThreadSanitizer's; target_clones would run before it is ready.
RACE  := -O1 -g -fsanitize=thread -DCNX_SANITIZE
RACED := $(addprefix test/unit/,eval_test routine_conv_test routine_fft_test \
           routine_linalg_test routine_window_test) test/api/contexts test/api/interrupt
race: ## the tests that use threads, on four of them under ThreadSanitizer
	@$(MAKE) --no-print-directory BUILD=$(BUILD)-race WERROR= CFLAGS='$(RACE)' all $(RACED:%=$(BUILD)-race/%)
	@export CNX_THREADS=4 CNX_CACHE=off TSAN_OPTIONS=halt_on_error=1:suppressions=test/race.supp; \
	for test in $(RACED); do echo "  race   $$test"; $(BUILD)-race/$$test > $(BUILD)-race/log || \
	    { tail -n 40 $(BUILD)-race/log; exit 1; }; done; \
	echo "  race   examples/softmax.exs"; $(BUILD)-race/cnx run examples/softmax.exs > $(BUILD)-race/log && \
	echo "  race   test/cli/llvm_follow.sh" && \
	CNX=$(abspath $(BUILD))-race/cnx BUILD=$(abspath $(BUILD))-race bash test/cli/llvm_follow.sh

oracles: ## set up Elixir, JAX, PJRT plugins and NumPy, which tests compare with
	@BUILD=$(BUILD) tools/oracles

# The files of test/fuzz with an entry for libFuzzer, in a build of clang's with sanitizers.
FUZZED  := -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined,fuzzer-no-link \
           -fno-sanitize-recover=all -DCNX_SANITIZE
fuzzers: ## libFuzzer's targets, each SECONDS_OF_FUZZ (2) long: file readers and the parser
	@command -v clang-19 > /dev/null || { echo "skipped: clang-19 is not there"; \
	    echo "0 passed, 0 failed, $(words $(FUZZERS)) skipped"; exit 0; }; \
	$(MAKE) --no-print-directory BUILD=$(BUILD)-fuzz CC='$(FUZZ_CC)' WERROR= CFLAGS='$(FUZZED)' \
	    $(FUZZERS:%=$(BUILD)-fuzz/test/fuzz/%) && \
	BUILD=$(BUILD) tools/fuzz $${SECONDS_OF_FUZZ:-2} $${TARGETS:-$(FUZZERS)}
FUZZ_CC ?= clang-19

$(FUZZERS:%=$(BUILD)/test/fuzz/%): $(BUILD)/%: %.c $(BUILD)/libcnx.a
	@mkdir -p $(@D)
	@echo "  cc     $<"
	@$(CC) $(ALL) -Itest -fsanitize=fuzzer $< $(BUILD)/libcnx.a $(LIBS) -o $@

golden-scores: ## store the golden scores that rose in test/golden/scores
	@$(MAKE) --no-print-directory all
	@BUILD=$(BUILD) tools/test scores

bench: all ## time the workloads of bench/
	@$(BUILD)/cnx bench

# --- the rest ---

install: all ## into PREFIX (/usr/local), under DESTDIR
	@BUILD=$(BUILD) VERSION=$(VERSION) PREFIX=$(PREFIX) LIBS='$(LIBS)' DESTDIR=$(DESTDIR) tools/install

clean: ## remove what was built
	rm -rf $(BUILD) $(BUILD)-hard $(BUILD)-race $(BUILD)-fuzz

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1\t\2/p' Makefile | expand -t 16

-include $(LLVM_OBJECTS:.o=.d) $(OBJECTS:.o=.d) $(XLA:.o=.d) $(CLI:src/%.c=$(BUILD)/%.d) \
         $(BUILD)/wrong/grad_partial.d $(TESTS:=.d)
