# Makefile - see `make help`.
CC      ?= gcc
BUILD   ?= build
CFLAGS  ?= -O2 -g
WARN    := -Wall -Wextra -Wshadow -Wconversion -Wswitch-enum -Werror
ALL     := -std=c17 -D_GNU_SOURCE -Isrc -Iinclude $(WARN) -ffp-contract=off -fno-math-errno -MMD -MP -fPIC $(CFLAGS)
LIBS    := -lm -lz -lpthread
FOLDERS := base device tensor syntax graph transform eval plan kernel compile lang
SOURCES := $(foreach f,$(FOLDERS),$(wildcard src/$(f)/*.c))
OBJECTS := $(SOURCES:src/%.c=$(BUILD)/%.o)

$(BUILD)/%.o: src/%.c
	@mkdir -p $(@D)
	$(CC) $(ALL) -c $< -o $@
-include $(OBJECTS:.o=.d)
