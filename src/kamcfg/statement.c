/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kamcfg/statement.h"

#include <string.h>

#include "kamcfg/harden.h"

static bool
is_any(const struct cfg *cfg, size_t i, const char *const *words)
{
	for (size_t w = 0; words[w] != NULL; w++)
		if (cfg_is(cfg, i, words[w]))
			return true;
	return false;
}

/* To the ";" at its end. */
static size_t
simple_end(const struct cfg *cfg, size_t i, size_t end)
{
	while (i < end && !cfg_is(cfg, i, ";")) {
		if (cfg_is(cfg, i, "(") || cfg_is(cfg, i, "{") || cfg_is(cfg, i, "["))
			i = cfg_closing(cfg, i, end);
		i += i < end;
	}
	return i < end ? i + 1 : end;
}

static const char *const with_block[] = { "if", "while", "switch", "else", NULL };

size_t
statement_end(const struct cfg *cfg, size_t i, size_t end)
{
	size_t close;

	for (;;) {
		if (i >= end)
			return end;
		if (cfg_is(cfg, i, "{")) {
			close = cfg_closing(cfg, i, end);
			i = close < end ? close + 1 : end;
		} else if (is_any(cfg, i, with_block)) {
			i += 1;
			if (i < end && cfg_is(cfg, i, "(")) {
				close = cfg_closing(cfg, i, end);
				i = close < end ? close + 1 : end;
			}
			continue;
		} else {
			i = simple_end(cfg, i, end);
		}
		if (i >= end || !cfg_is(cfg, i, "else"))
			return i;
	}
}

size_t
statement_branch_end(const struct cfg *cfg, size_t i, size_t end)
{
	size_t close;

	if (is_any(cfg, i, with_block))
		return statement_end(cfg, i, end);
	if (!cfg_is(cfg, i, "{"))
		return simple_end(cfg, i, end);
	close = cfg_closing(cfg, i, end);
	return close < end ? close + 1 : end;
}

/* Join all tokens, without log calls. */
static void
squeeze(struct str *s, const struct cfg *cfg, size_t i, size_t end)
{
	static const char *const logs[] = { "xlog", "xdbg", "xinfo", "xnotice", "xwarn",
		"xerr", "xalert", "xcrit", "log", NULL };

	while (i < end) {
		const struct cfg_token *token = &cfg->tokens.v[i];
		if (is_any(cfg, i, logs) && cfg_is(cfg, i + 1, "(")) {
			i = simple_end(cfg, i, end);
			continue;
		}
		str_add(s, token->text, token->len);
		i++;
	}
}

static bool
is_logged(const struct cfg *cfg, size_t i, size_t end)
{
	static const char mark[] = "\"[REQINIT]: ";

	for (; i < end; i++)
		if (cfg->tokens.v[i].len > sizeof(mark) &&
			memcmp(cfg->tokens.v[i].text, mark, sizeof(mark) - 1) == 0)
			return true;
	return false;
}

#define BAN                                               \
	"{if($sht(ipban=>$si)!=$null){exit;}"             \
	"if(!pike_check_req()){$sht(ipban=>$si)=1;exit;}" \
	"}"
#define SCANNER(names) "if($ua=~\"" names "\"){exit;}"
#define KEEPALIVE "sl_send_reply(\"200\",\"Keepalive\");exit;"
#define OF_GROUP "if(allow_source_address_group()){" KEEPALIVE "}"
#define OF_PHONE                                                                      \
	"if(sql_xquery(\"cb\",\"select * from location where contact like '%$si%'\"," \
	"\"ra\")){if($dbr(ra=>rows)==0){sql_result_free(\"ra\");exit;}"               \
	"sl_send_reply(\"200\",\"Keepalive\");sql_result_free(\"ra\");exit;}"

#define DOES(part) (1u << HARDEN_##part)

bool
statement_is_known(const struct cfg *cfg, size_t begin, size_t end, unsigned *parts)
{
	/* The form that squeeze() makes. */
	static const struct {
		const char *text;
		unsigned parts;
	} known[] = {
		{ "set_reply_no_connect();", HARDEN_ALL },
		{ "force_rport();", HARDEN_ALL },
		{ "if(src_ip!=myself)" BAN, DOES(FLOOD) },
		{ SCANNER("friendly|scanner|sipcli|sipvicious|VaxSIPUserAgent|pplsip"),
			DOES(UA) },
		{ SCANNER("friendly|scanner|sipcli|sipvicious|VaxSIPUserAgent"),
			DOES(UA) },
		{ SCANNER("friendly-scanner|sipcli|sipvicious|VaxSIPUserAgent"),
			DOES(UA) },
		{ SCANNER("friendly-scanner|sipcli|VaxSIPUserAgent"), DOES(UA) },
		{ "if(!mf_process_maxfwd_header(\"10\"))"
		  "{sl_send_reply(\"483\",\"Too Many Hops\");exit;}",
			DOES(HOPS) },
		{ "if(is_method(\"OPTIONS\")&&uri==myself&&$rU==$null){" KEEPALIVE "}",
			DOES(OPTIONS) },
		{ "if(!sanity_check(\"17895\",\"7\")){exit;}", DOES(SANITY) },
		{ "if(!sanity_check(\"1511\",\"7\")){exit;}", DOES(SANITY) },
		/* Checks of the article. */
		{ "secf_check_sqli_all();", DOES(SQLI) },
		{ "if(geoip2_match(\"$si\",\"src\")){secf_check_country($gip2(src=>cc));"
		  "if($?!=2&&!allow_source_address_group()){exit;}}",
			DOES(COUNTRY) },
		{ "secf_check_ua();", DOES(UA) },
		{ "if($?==-2){exit;}", 0 },
		{ "if(src_ip!=myself&&!allow_source_address_group())" BAN, DOES(FLOOD) },
		{ "if($sht(auth_try=>$si)>20){exit;}", DOES(LOGINS) },
		{ "if(!sanity_check()){exit;}", DOES(SANITY) },
		{ "if($sel(contact.uri.host)=~"
		  "\"^(\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3})$\"){exit;}",
			DOES(CONTACT) },
		{ "if(!is_method(\"REGISTER|INVITE|ACK|BYE|CANCEL|INFO|UPDATE|OPTIONS\"))"
		  "{sl_send_reply(\"405\",\"Method not allowed\");exit;}",
			DOES(METHOD) },
		{ "if(is_method(\"OPTIONS\")){" OF_GROUP "}", DOES(OPTIONS) },
		{ "if(is_method(\"OPTIONS\")){" OF_GROUP OF_PHONE "}", DOES(OPTIONS) },
	};
	struct str s = { 0 };
	bool is_known = false;

	*parts = 0;
	squeeze(&s, cfg, begin, end);
	/* A statement that only logs is the article's when its text is. */
	if (s.len == 0)
		is_known = is_logged(cfg, begin, end);
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]) && !is_known; i++) {
		is_known = strcmp(str_get(&s), known[i].text) == 0;
		*parts = is_known ? known[i].parts : 0;
	}
	str_clear(&s);
	return is_known;
}
