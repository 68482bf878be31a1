/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "config/statement.h"

#include <string.h>

static bool
is_any(const struct cfg *cfg, size_t i, const char *const *words)
{
	for (size_t w = 0; words[w] != NULL; w++)
		if (cfg_is(cfg, i, words[w]))
			return true;
	return false;
}

/* To the ";" that ends it. */
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

size_t
statement_end(const struct cfg *cfg, size_t i, size_t end)
{
	static const char *const with_block[] = { "if", "while", "switch", "else", NULL };
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

/* All tokens in a row, without what is logged. */
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
#define KEEPALIVE "sl_send_reply(\"200\",\"Keepalive\");exit;"
#define OF_GROUP "if(allow_source_address_group()){" KEEPALIVE "}"
#define OF_PHONE                                                                      \
	"if(sql_xquery(\"cb\",\"select * from location where contact like '%$si%'\"," \
	"\"ra\")){if($dbr(ra=>rows)==0){sql_result_free(\"ra\");exit;}"               \
	"sl_send_reply(\"200\",\"Keepalive\");sql_result_free(\"ra\");exit;}"

bool
statement_is_known(const struct cfg *cfg, size_t begin, size_t end)
{
	/* As squeeze() leaves them. */
	static const char *const known[] = {
		"set_reply_no_connect();",
		"force_rport();",
		"if(src_ip!=myself)" BAN,
		"if($ua=~\"friendly|scanner|sipcli|sipvicious|VaxSIPUserAgent|pplsip\")"
		"{exit;}",
		"if($ua=~\"friendly|scanner|sipcli|sipvicious|VaxSIPUserAgent\"){exit;}",
		"if($ua=~\"friendly-scanner|sipcli|sipvicious|VaxSIPUserAgent\"){exit;}",
		"if($ua=~\"friendly-scanner|sipcli|VaxSIPUserAgent\"){exit;}",
		"if(!mf_process_maxfwd_header(\"10\"))"
		"{sl_send_reply(\"483\",\"Too Many Hops\");exit;}",
		"if(is_method(\"OPTIONS\")&&uri==myself&&$rU==$null){" KEEPALIVE "}",
		"if(!sanity_check(\"17895\",\"7\")){exit;}",
		"if(!sanity_check(\"1511\",\"7\")){exit;}",
		/* The article's. */
		"secf_check_sqli_all();",
		"if(geoip2_match(\"$si\",\"src\")){secf_check_country($gip2(src=>cc));"
		"if($?!=2&&!allow_source_address_group()){exit;}}",
		"secf_check_ua();",
		"if($?==-2){exit;}",
		"if(src_ip!=myself&&!allow_source_address_group())" BAN,
		"if($sht(auth_try=>$si)>20){exit;}",
		"if(!sanity_check()){exit;}",
		"if($sel(contact.uri.host)=~"
		"\"^(\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3})$\"){exit;}",
		"if(!is_method(\"REGISTER|INVITE|ACK|BYE|CANCEL|INFO|UPDATE|OPTIONS\"))"
		"{sl_send_reply(\"405\",\"Method not allowed\");exit;}",
		"if(is_method(\"OPTIONS\")){" OF_GROUP "}",
		"if(is_method(\"OPTIONS\")){" OF_GROUP OF_PHONE "}",
	};
	struct str s = { 0 };
	bool is_known = false;

	squeeze(&s, cfg, begin, end);
	/* What is only logged is the article's where it reads like that. */
	if (s.len == 0)
		is_known = is_logged(cfg, begin, end);
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]) && !is_known; i++)
		is_known = strcmp(str_get(&s), known[i]) == 0;
	str_clear(&s);
	return is_known;
}
