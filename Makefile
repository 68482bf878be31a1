# shieldadm: harden Kamailio from the command line.  "make help" lists the targets.

PREFIX     ?= /usr/local
BINDIR     ?= $(PREFIX)/bin
MANDIR     ?= $(PREFIX)/share/man
DOCDIR     ?= $(PREFIX)/share/doc/shieldadm
BASHDIR    ?= $(PREFIX)/share/bash-completion/completions
ZSHDIR     ?= $(PREFIX)/share/zsh/$(if $(filter /usr,$(PREFIX)),vendor-completions,site-functions)
# Of /usr/local fish looks in no place that is not the administrator's.
FISHDIR    ?= $(PREFIX:/usr/local=/usr)/share/fish/vendor_completions.d
VERSION    := 0.1.0
DATE       := November 25, 2026

CC         ?= cc
PKG_CONFIG ?= pkg-config
CFLAGS     ?= $(if $(SAN),-O1,-O2) -g -fstack-protector-strong
CPPFLAGS   ?= $(if $(SAN),,-D_FORTIFY_SOURCE=2)
LDFLAGS    ?= -Wl,-z,relro,-z,now

# A build with sanitizers has its own folder, so both can stand side by side.
SAN        ?=
comma      := ,
BUILD      := build$(if $(SAN),/san-$(subst $(comma),-,$(SAN)))
SANFLAGS   := $(if $(SAN),-fsanitize=$(SAN) -fno-omit-frame-pointer)
# Its code stays where it is linked to: moving all that the sanitizers add takes as long
# at each start as the rest of the start.
PIE        := $(if $(SAN),-no-pie -fno-pie,-pie -fPIE)

# Linked: what every command needs.  Loaded when a command needs it (base/dl.h), for
# each costs the others time: of those we need the headers and the library's name.
LINKED     := libcjson inih
LOADED     := libcurl libmariadb libmaxminddb sqlite3 smartcols readline yaml-0.1
# $(call soname,PACKAGE,LIBRARY)
soname      = $(notdir $(shell objdump -p "$$($(PKG_CONFIG) --variable=libdir $(1))/$(2).so" | \
                awk '/SONAME/ { print $$2 }'))

# -Wconversion: a length that is cut is a rule that matches more than it should.
# -Wcast-qual, -Wwrite-strings: borrowed text is const, and stays so.
# -Wvla: no stack that grows with the input.  The rest finds what reviews miss, but
# for missing-field-initializers: what the tables of commands leave out is zero.
WARN       := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wformat=2 \
              -Wconversion -Wcast-qual -Wwrite-strings -Wvla -Wundef \
              -Wno-missing-field-initializers
# Not with sanitizers: gcc warns of the tests for NULL that they put in by themselves.
WERROR     := $(if $(SAN),,$(if $(DEVELOPER),-Werror))
ALL_CFLAGS  = -std=c11 -D_GNU_SOURCE $(lastword $(PIE)) -pthread -Isrc -I$(BUILD)/gen \
              $(WARN) $(WERROR) $(SANFLAGS) \
              $(LIB_CFLAGS) $(CPPFLAGS) $(CFLAGS)
# Asked once, and not by a make that needs no library.
LIB_CFLAGS  = $(eval LIB_CFLAGS := $$(shell $$(PKG_CONFIG) --cflags $$(LINKED) $$(LOADED)))$(LIB_CFLAGS)
LINK_FLAGS  = $(SANFLAGS) $(CFLAGS) $(LDFLAGS) $(firstword $(PIE)) -pthread -Wl,--as-needed
ALL_LDLIBS  = $(shell $(PKG_CONFIG) --libs $(LINKED)) -ldl -lm -pthread
TEST_LDLIBS = $(shell $(PKG_CONFIG) --libs sqlite3) $(ALL_LDLIBS)

SRC        := $(filter-out src/program/main.c,$(wildcard src/*/*.c src/*/*/*.c))
OBJ        := $(SRC:src/%.c=$(BUILD)/obj/%.o)
UNIT       := $(patsubst tests/unit/%.c,$(BUILD)/unit/%,$(wildcard tests/unit/*/test_*.c))
FAKE_OBJ   := $(patsubst tests/fake/%.c,$(BUILD)/fake/%.o,$(wildcard tests/fake/*.c))
GEN        := $(BUILD)/gen/version.h $(BUILD)/gen/countries.inc $(BUILD)/gen/schema.inc \
              $(BUILD)/gen/harden.inc
ISO_CODES  ?= /usr/share/iso-codes/json/iso_3166-1.json

all: $(BUILD)/shieldadm $(BUILD)/man/made ## build build/shieldadm and its manual pages

$(BUILD)/shieldadm: $(BUILD)/obj/program/main.o $(BUILD)/libshield.a
	$(CC) $(LINK_FLAGS) -o $@ $^ $(ALL_LDLIBS)

# All but main.o, so that the tests link what is shipped.
$(BUILD)/libshield.a: $(OBJ)
	rm -f $@ && $(AR) rcs $@ $^

$(BUILD)/obj/%.o: src/%.c $(GEN) Makefile
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/obj/rpc/http.o: CPPFLAGS += -DCURL_SONAME='"$(call soname,libcurl,libcurl)"'
$(BUILD)/obj/geo/geo.o: CPPFLAGS += -DMMDB_SONAME='"$(call soname,libmaxminddb,libmaxminddb)"'
$(BUILD)/obj/db/mysql_lib.o: CPPFLAGS += -DMYSQL_SONAME='"$(call soname,libmariadb,libmariadb)"'
$(BUILD)/obj/db/sqlite.o: CPPFLAGS += -DSQLITE_SONAME='"$(call soname,sqlite3,libsqlite3)"'
$(BUILD)/obj/shell/readline.o: CPPFLAGS += -DREADLINE_SONAME='"$(call soname,readline,libreadline)"'
$(BUILD)/obj/policyfile/events.o: CPPFLAGS += -DYAML_SONAME='"$(call soname,yaml-0.1,libyaml)"'
$(BUILD)/obj/print/table.o: CPPFLAGS += -DSMARTCOLS_SONAME='"$(call soname,smartcols,libsmartcols)"'

# What is made from data: the version, the countries of Debian's iso-codes, the tables
# of schema/ and the hardening of kamailio.cfg as C strings.
$(BUILD)/gen/version.h: Makefile
	@mkdir -p $(@D)
	printf '#define SHIELDADM_VERSION "$(VERSION)"\n' > $@

$(BUILD)/gen/countries.inc: $(ISO_CODES) src/policy/countries.awk
	@mkdir -p $(@D)
	awk -f src/policy/countries.awk $(ISO_CODES) > $@

$(BUILD)/gen/schema.inc: src/db/schema.awk $(wildcard schema/*/*.sql)
	@mkdir -p $(@D)
	awk -f src/db/schema.awk $(wildcard schema/*/*.sql) > $@

$(BUILD)/gen/harden.inc: src/kamcfg/harden.awk src/kamcfg/harden.cfg
	@mkdir -p $(@D)
	awk -f src/kamcfg/harden.awk src/kamcfg/harden.cfg > $@

# The manual pages: what the tables of commands know, and the prose of man/.
$(BUILD)/pages: $(wildcard man/*.[ch]) $(BUILD)/libshield.a
	$(CC) $(ALL_CFLAGS) -Iman $(LINK_FLAGS) -o $@ man/pages.c man/mdoc.c \
	    $(BUILD)/libshield.a $(ALL_LDLIBS)

$(BUILD)/man/made: $(BUILD)/pages $(wildcard man/*)
	rm -rf $(@D) && mkdir -p $(@D)/man1 $(@D)/man5
	$(BUILD)/pages '$(DATE)' man $(@D)
	touch $@

# -- tests: each of these installs what it needs first, where that is Debian --

demo: ## show it at work on a private Kamailio, on loopback
	tests/deps.sh build demo
	$(MAKE) $(ALL_CORES) all
	SHIELDADM=$(BUILD)/shieldadm tests/demo.sh

# Those that say how many jobs run at once have said so to the make above.
ALL_CORES   = $(if $(filter -j%,$(MAKEFLAGS)),,-j$(shell nproc))
TEST        = BUILD=$(BUILD) tests/run.sh

check: ## run all tests (SAN=address,undefined: with sanitizers)
	tests/deps.sh build check
	$(MAKE) $(ALL_CORES) all tests
	$(TEST) unit cli

check-long: ## run the tests that take long: bad luck at many random moments
	tests/deps.sh build check
	$(MAKE) $(ALL_CORES) all tests
	$(TEST) long

check-unit: ## run the unit tests only
	tests/deps.sh build check
	$(MAKE) $(ALL_CORES) all tests
	$(TEST) unit

check-shipped: ## run what is left to test of the build that ships after one with sanitizers
	tests/deps.sh build check versions
	$(MAKE) $(ALL_CORES) all tests
	$(TEST) unit shipped
	$(TEST) long sample

check-versions: ## run the tests on three versions of Kamailio (SAMPLE=1: a few of them)
	tests/deps.sh build check versions
	$(MAKE) $(ALL_CORES) all tests
	$(TEST) $(if $(SAMPLE),sample,versions)

bench: ## measure it, each time against a peer (BENCH=one_shot: only that)
	tests/deps.sh build bench
	$(MAKE) $(ALL_CORES) all $(BUILD)/fake_node
	@for bench in tests/bench/$(or $(BENCH),*).sh; do \
		BUILD=$(BUILD) timeout 180 "$$bench" || exit; done

tests: $(UNIT) $(BUILD)/fake_node

$(BUILD)/unit/%: tests/unit/%.c $(BUILD)/libshield.a
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -Itests -Itests/unit -MMD -MP $(LINK_FLAGS) -o $@ $< $(BUILD)/libshield.a \
	    $$($(PKG_CONFIG) --libs cmocka) $(TEST_LDLIBS)

$(BUILD)/fake/%.o: tests/fake/%.c $(GEN)
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -Itests -Itests/unit -MMD -MP -c -o $@ $<

$(BUILD)/fake_node: $(FAKE_OBJ) $(BUILD)/libshield.a
	$(CC) $(LINK_FLAGS) -o $@ $^ $(TEST_LDLIBS)

lint: ## check layers, format, warnings of two compilers, scripts, man page
	tests/deps.sh build lint
	$(MAKE) $(ALL_CORES) DEVELOPER=1 all tests
	tests/lint.sh

# What clang warns of.  The names of the libraries are known to the objects alone.
SONAMES    := CURL MMDB MYSQL SQLITE READLINE YAML SMARTCOLS
syntax: $(GEN)
	@printf '%s\0' src/program/main.c $(SRC) $(wildcard man/*.c tests/*/*.c tests/unit/*/*.c) | \
	    xargs -0 -n 16 -P "$$(nproc)" clang $(ALL_CFLAGS) -Werror -Iman -Itests -Itests/unit \
	    $(SONAMES:%=-D%_SONAME='""') -fsyntax-only

deps: ## install what building and testing needs (Debian)
	tests/deps.sh build demo check versions bench lint

# -- packaging --

# A library that needs those that are loaded, and does nothing: a packager's tools read
# from it what no linker has written down.
$(BUILD)/loaded.so: Makefile
	@mkdir -p $(@D)
	echo | $(CC) -shared -fPIC -x c - -o $@ -Wl,--no-as-needed \
	    $$($(PKG_CONFIG) --libs $(LOADED))

# Debian's tools want a folder "debian" at the top of the sources, which is there only in
# the copy that the package is built in; and nothing of this make's own variables.
DEB_TREE   := $(BUILD)/deb/shieldadm-$(VERSION)

deb: ## build a Debian package in build/deb
	tests/deps.sh build deb
	rm -rf $(BUILD)/deb && mkdir -p $(DEB_TREE)
	cp -r Makefile LICENSE README.md completions man schema src $(DEB_TREE)
	cp -r .debian $(DEB_TREE)/debian
	cd $(DEB_TREE) && env -u MAKEFLAGS -u MFLAGS -u MAKEOVERRIDES -u MAKELEVEL \
	    dpkg-buildpackage --no-sign --build=binary
	@ls $(BUILD)/deb/*.deb

# -- installing --

install: all ## install to DESTDIR, PREFIX (/usr/local)
	install -D -m 755 $(BUILD)/shieldadm $(DESTDIR)$(BINDIR)/shieldadm
	install -d $(DESTDIR)$(MANDIR)/man1 $(DESTDIR)$(MANDIR)/man5
	install -m 644 $(BUILD)/man/man1/*.1 $(DESTDIR)$(MANDIR)/man1
	install -m 644 $(BUILD)/man/man5/*.5 $(DESTDIR)$(MANDIR)/man5
	install -D -m 644 completions/shieldadm.bash $(DESTDIR)$(BASHDIR)/shieldadm
	install -D -m 644 completions/_shieldadm $(DESTDIR)$(ZSHDIR)/_shieldadm
	install -D -m 644 completions/shieldadm.fish $(DESTDIR)$(FISHDIR)/shieldadm.fish
	install -D -m 644 man/shieldadm.conf $(DESTDIR)$(DOCDIR)/examples/shieldadm.conf

# The pages of an older version, too, which may have had other commands.
uninstall: ## remove what install installed
	rm -f $(DESTDIR)$(BINDIR)/shieldadm $(DESTDIR)$(MANDIR)/man1/shieldadm.1 \
	    $(DESTDIR)$(MANDIR)/man1/shieldadm-*.1 \
	    $(DESTDIR)$(MANDIR)/man5/shieldadm.conf.5 \
	    $(DESTDIR)$(MANDIR)/man5/shieldadm-policy.5 \
	    $(DESTDIR)$(BASHDIR)/shieldadm $(DESTDIR)$(ZSHDIR)/_shieldadm \
	    $(DESTDIR)$(FISHDIR)/shieldadm.fish \
	    $(DESTDIR)$(DOCDIR)/examples/shieldadm.conf
	rmdir $(DESTDIR)$(DOCDIR)/examples $(DESTDIR)$(DOCDIR) 2>/dev/null || true

clean: ## remove what was built
	rm -rf build

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  \1\t\2/p' Makefile | expand -t 14

-include $(wildcard $(BUILD)/obj/*/*.d $(BUILD)/obj/*/*/*.d $(BUILD)/unit/*/*.d $(BUILD)/fake/*.d)

.PHONY: all demo check check-long check-unit check-shipped check-versions bench tests lint syntax deps deb install uninstall clean help
