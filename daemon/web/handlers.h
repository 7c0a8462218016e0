#pragma once

#include "web/routes.h"

namespace sitewatch::web {

// One function an endpoint; the table in routes.cpp says where each is found and who may use it. Times in JSON are
// RFC 3339 in UTC or null. A refusal is {"error", "faults": [{"field", "what", "code"}]}.

Task<Response> get_metrics(Call& call);
Task<Response> get_healthz(Call& call);
Task<Response> get_readyz(Call& call);   ///< 503 with one line a reason.
Task<Response> post_reload(Call& call);  ///< 400 with one line a mistake.

/// {"sites": [{"id", "name", "sponsor", "sponsor_name", "id_code", "icp", "disposition", "state", "reason",
/// "reason_text", "judged_now", "since", "last_judged", "in_maintenance", "window": {"ok", "failed", "unknown",
/// "ratio", "enough_visits"}, "home": {"state", "newest", "read_at"} | null, "targets": [{"id", "url", "state", "last":
/// {"at", "kind", "verdict", "reason", "reason_text", "detail", "seconds", "http_status", "address", "final_url",
/// "certificate_expires"} | null}]}]}
Task<Response> get_sites(Call& call);
/// One such site with "differences": [{"claim", "shown", "listed", "text"}] between what its home page says of itself
/// and the inventory, and "proposed_columns": [{"name", "url", "type"}] that its home page leads to where the
/// inventory names none of it, each null where no home page was read; with ?outages=1[&from&to] also "outages":
/// [{"target", "at", "kind", "reason", "reason_text", "phase", "address", "vantage", "seconds", "http_status",
/// "left_out"}]. Without `from` the last 30 days; a bound is a time or a day (YYYY-MM-DD) in the office's zone.
Task<Response> get_site(Call& call);

/// {"alerts": [{"fingerprint", "alert", "title", "site", "column", "sponsor", "period", "severity", "firing", "starts",
/// "ends", "ending", "baseline", "facts": {…}}]}; ?firing=1 leaves out what has ended.
Task<Response> get_alerts(Call& call);
Task<Response> post_correction(Call& call);  ///< {"reason", "by"} → {"fingerprint"}
/// {"silences": [{"id", "alert", "site", "sponsor", "from", "to", "reason", "by"}]}
Task<Response> get_silences(Call& call);
Task<Response> post_silence(Call& call);    ///< {"alert", "site", "sponsor", "from", "to", "reason", "by"} → 201 {"id"}
Task<Response> expire_silence(Call& call);  ///< → {"id"}
/// {"maintenances": [{"id", "site", "from", "to", "reason", "by"}]}
Task<Response> get_maintenances(Call& call);
Task<Response> post_maintenance(Call& call);  ///< {"site", "from", "to", "reason", "by"} → 201 {"id"}
Task<Response> end_maintenance(Call& call);   ///< → {"id"}
/// {"notifications": [{"id", "message_id", "receiver", "subject", "created", "state", "attempts", "next_attempt",
/// "last_reply"}]}, newest first; ?most=N, 100 if absent. Never an address.
Task<Response> get_notifications(Call& call);

/// {"period", "reports": [{"sponsor", "sponsor_name", "period", "state", "last_day", "closes", "grace_end", "filed_at",
/// "entered_at", "channel", "entered_by", "entry_reason", "receipt", "revision", "sites", "left_out": [name],
/// "decision": {"kind", "until", "reason", "by"} | null}]}; ?period=YYYY-MM, else the one in force.
Task<Response> get_reports(Call& call);
/// {"sponsor", "period", "sites": [{"site", "migration_percent", "closure", "obstacles", "expected_on"}], "nil_reason",
/// "note", "received_at", "channel", "entered_by", "reason", "idempotency_key"} → 201 {"receipt", "filed_at", "state"},
/// or 200 with the same receipt for a key that was used before.
Task<Response> post_report(Call& call);
/// {"sponsor", "period", "kind": "extend" | "waive" | "return" | "reinstate", "until", "reason", "by"} → 201 {"state",
/// "closes", "grace_end"}
Task<Response> post_decision(Call& call);
/// The filing itself, as it was posted, with "receipt", "revision", "received_at", "entered_at"; 404 for one of others.
Task<Response> get_receipt(Call& call);
/// 情况汇总（核对稿）; ?period=YYYY-MM, else the one in force; ?format=text|html|csv|xlsx, else text.
Task<Response> get_summary(Call& call);

Task<Response> get_status_page(Call& call);
Task<Response> get_reports_page(Call& call);  ///< Who filed when in the last twelve periods.

/// The form of one sponsor and period; with ?receipt=NUMBER what was filed under it. 410 once the link has expired.
Task<Response> get_report_form(Call& call);
/// 303 to the receipt; 400, 403 or 507 with the form as it was filled in.
Task<Response> post_report_form(Call& call);

/// The office's list of one period; ?period=YYYY-MM&show=all|missing|partial|overdue.
Task<Response> get_office_reports(Call& call);
/// One sponsor's duty: all that was filed and decided, and forms to file for it and to decide.
Task<Response> get_office_unit(Call& call);
Task<Response> post_office_unit(Call& call);
/// The summary as a page to print, or by ?format like get_summary.
Task<Response> get_office_summary(Call& call);
/// What a stranger gets instead of one of these: 401 where there are users, else 403 with how to make one.
Response login_wanted(Call& call);
Task<Response> get_site_page(Call& call);
/// The list of sites with their states as csv, xlsx or html, by the path's ending.
Task<Response> get_site_export(Call& call);

}  // namespace sitewatch::web
