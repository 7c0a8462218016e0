#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <iostream>
#include <memory>

#include "text/sheet_text.h"
#include "tool/columns.h"
#include "tool/command.h"
#include "tool/daemon_api.h"
#include "tool/survey_report.h"

namespace sitewatch::tool {
namespace {

namespace json = boost::json;

const std::vector<Column> site_columns{
    {"编号", "SITE", "id"},
    {"网站", "NAME", "name"},
    {"状态", "STATE", "state", Shown::word, "state"},
    {"自", "SINCE", "since", Shown::time},
    {"现象", "REASON", "reason", Shown::reason},
    {"近7天失败率", "FAILED 7D", "window.ratio", Shown::percent},
    {"首页最近更新", "NEWEST", "home.newest"},
    {"首页", "HOME", "home.state", Shown::word, "state"},
};

const std::vector<Column> site_sheet{
    {"编号", "site", "id"},
    {"网站", "name", "name"},
    {"主办单位", "sponsor", "sponsor_name"},
    {"标识码", "code", "id_code"},
    {"ICP备案号", "ICP number", "icp"},
    {"网址", "address", "targets.0.url"},
    {"分类意见", "disposition", "disposition", Shown::word, "disposition"},
    {"状态", "state", "state", Shown::word, "state"},
    {"自", "since", "since", Shown::time},
    {"最近判定", "last judged", "last_judged", Shown::time},
    {"现象", "reason", "reason", Shown::reason},
    {"近7天访问正常", "good, 7 days", "window.ok"},
    {"近7天失败", "failed, 7 days", "window.failed"},
    {"近7天失败率", "share, 7 days", "window.ratio", Shown::percent},
    {"首页", "home page", "home.state", Shown::word, "state"},
    {"首页最近更新", "newest item", "home.newest"},
    {"首页读取时间", "read at", "home.read_at", Shown::time},
    {"与清单不一致", "differs", "differences.0.claim", Shown::claim},
    {"与清单不一致", "differs", "differences.1.claim", Shown::claim},
    {"与清单不一致", "differs", "differences.2.claim", Shown::claim},
    {"与清单不一致", "differs", "differences.3.claim", Shown::claim},
    {"与清单不一致", "differs", "differences.4.claim", Shown::claim},
};

const std::vector<Column> outage_columns{
    {"时间", "AT", "at", Shown::second},
    {"现象", "REASON", "reason", Shown::reason},
    {"阶段", "PHASE", "phase", Shown::word, "phase"},
    {"地址", "ADDRESS", "address"},
    {"用时（秒）", "SECONDS", "seconds", Shown::length},
    {"状态码", "STATUS", "http_status"},
    {"监测点", "VANTAGE", "vantage"},
    {"不计入", "LEFT OUT", "left_out", Shown::yes},
};

const std::vector<Column> alert_columns{
    {"编号", "REFERENCE", "fingerprint"},
    {"提醒", "ALERT", "alert", Shown::word, "alert.title"},
    {"级别", "LEVEL", "severity", Shown::word, "severity"},
    {"自", "SINCE", "starts", Shown::time},
    {"网站", "SITE", "site"},
    {"单位", "SPONSOR", "sponsor"},
    {"所属月份", "PERIOD", "period"},
    {"域名", "HOST", "host"},
    {"结束", "ENDED", "ends", Shown::time},
    {"结果", "HOW", "ending", Shown::word, "ending"},
};

const std::vector<Column> report_columns{
    {"单位", "SPONSOR", "sponsor_name"},
    {"编号", "ID", "sponsor"},
    {"状态", "STATE", "state", Shown::word, "state"},
    {"网站数", "SITES", "sites"},
    {"截止", "CLOSES", "closes", Shown::deadline},
    {"收到时间", "RECEIVED", "filed_at", Shown::time},
    {"方式", "BY", "channel", Shown::word, "channel"},
    {"代为登记于", "ENTERED", "entered_at", Shown::time},
    {"登记人", "ENTERED BY", "entered_by"},
    {"代为登记理由", "REASON", "entry_reason"},
    {"回执", "RECEIPT", "receipt"},
};

struct ListOptions {
  std::string site;
  bool outages = false;
  bool proposed = false;
  std::string from;
  std::string to;
  bool all = false;
  std::string period;
};

int show_site(const Session& session, const std::string& site) {
  const Result<DaemonApi> api = DaemonApi::of(session);
  if (!api) return complain(api.error().message);
  const Result<json::value> answer = api->get("/api/v1/sites/" + url_escaped(site));
  if (!answer) return complain(answer.error().message);
  if (session.json)
    print_json(*answer);
  else
    std::cout << Presenter{session}.sheet(site_sheet, *answer);
  return success;
}

std::vector<FoundColumn> columns_in(const json::array& rows) {
  std::vector<FoundColumn> columns;
  for (const json::value& row : rows)
    if (const Result<Url> url = Url::parse(text_of(row, "url")))
      columns.push_back(
          {text_of(row, "name"), *url, column_type_named(text_of(row, "type")).value_or(ColumnType::other)});
  return columns;
}

/// Rows that the inventory's `columns` file can take once a person has checked them.
int show_proposed(const Session& session, const std::string& site) {
  const Result<DaemonApi> api = DaemonApi::of(session);
  if (!api) return complain(api.error().message);
  const Result<json::value> answer = api->get("/api/v1/sites/" + url_escaped(site));
  if (!answer) return complain(answer.error().message);
  const json::array& rows = rows_of(*answer, "proposed_columns");
  if (session.json) {
    print_json(rows);
    return success;
  }
  const auto words = Catalogue::of(language_named(session.language).value_or(Language::zh_cn), Zone::utc());
  std::cout << write_csv(columns_table(site, columns_in(rows), words)) << std::flush;
  return std::cout ? success : complain("cannot write to standard output");
}

int sites(const ListOptions& options, const Session& session) {
  if (options.site.empty()) return show_list(session, "/api/v1/sites", "sites", site_columns);
  if (options.proposed) return show_proposed(session, options.site);
  if (!options.outages) return show_site(session, options.site);
  std::string path = "/api/v1/sites/" + url_escaped(options.site) + "?outages=1";
  if (!options.from.empty()) path += "&from=" + url_escaped(options.from);
  if (!options.to.empty()) path += "&to=" + url_escaped(options.to);
  return show_list(session, path, "outages", outage_columns);
}

}  // namespace

void add_sites_command(CLI::App& app, Session& session) {
  CLI::App* command = app.add_subcommand("sites", "The sites as they stand, or one of them");
  const auto options = std::make_shared<ListOptions>();  // Shared with the callback, which lives in the app.
  CLI::Option* site = command->add_option("ID", options->site, "One site, in detail");
  CLI::Option* outages =
      command->add_flag("--outages", options->outages, "Its failed visits, of 30 days if not said otherwise");
  outages->needs(site);
  command
      ->add_flag("--proposed", options->proposed,
                 "Columns that its home page leads to, as rows (CSV) to be checked and listed in `columns`; none where "
                 "some are listed")
      ->needs(site)
      ->excludes(outages);
  command->add_option("--from", options->from, "The first day of the failed visits, YYYY-MM-DD")->needs(outages);
  command->add_option("--to", options->to, "Their last day")->needs(outages);
  command->add_flag("--json", session.json, "The daemon's answer as it is");
  command->callback([options, &session] { session.exit_code = sites(*options, session); });
}

void add_alerts_command(CLI::App& app, Session& session) {
  CLI::App* command = app.add_subcommand("alerts", "What is wrong now");
  const auto options = std::make_shared<ListOptions>();  // Shared with the callback, which lives in the app.
  command->add_flag("--all", options->all, "Those that ended lately as well");
  command->add_flag("--json", session.json, "The daemon's answer as it is");
  command->callback([options, &session] {
    const char* path = options->all ? "/api/v1/alerts" : "/api/v1/alerts?firing=1";
    session.exit_code = show_list(session, path, "alerts", alert_columns);
  });
}

void add_reports_command(CLI::App& app, Session& session) {
  CLI::App* command = app.add_subcommand("reports", "Who owes a report, and who has filed");
  const auto options = std::make_shared<ListOptions>();  // Shared with the callback, which lives in the app.
  command->add_option("--period", options->period, "The month, YYYY-MM; default: the one in force");
  command->add_flag("--json", session.json, "The daemon's answer as it is");
  command->callback([options, &session] {
    const std::string query = options->period.empty() ? "" : "?period=" + url_escaped(options->period);
    session.exit_code = show_list(session, "/api/v1/reports" + query, "reports", report_columns);
  });
}

}  // namespace sitewatch::tool
