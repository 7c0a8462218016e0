#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <iostream>
#include <memory>

#include "tool/columns.h"
#include "tool/command.h"
#include "tool/daemon_api.h"
#include "tool/time_input.h"

namespace sitewatch::tool {
namespace {

namespace json = boost::json;

struct PauseOptions {
  std::string alert;
  std::string site;
  std::string sponsor;
  std::string from;
  std::string until;
  std::string lasting;
  std::string reason;
  std::string by;
  std::string id;
  bool all = false;
};

const std::vector<Column> silence_columns{
    {"编号", "ID", "id"},
    {"提醒", "ALERT", "alert", Shown::word, "alert.title"},
    {"网站", "SITE", "site"},
    {"单位", "SPONSOR", "sponsor"},
    {"自", "FROM", "from", Shown::time},
    {"至", "UNTIL", "to", Shown::time},
    {"原因", "REASON", "reason"},
    {"登记", "BY", "by"},
};

const std::vector<Column> maintenance_columns{
    {"编号", "ID", "id"},
    {"网站", "SITE", "site"},
    {"自", "FROM", "from", Shown::time},
    {"至", "UNTIL", "to", Shown::time},
    {"原因", "REASON", "reason"},
    {"登记", "BY", "by"},
};

/// Posts. Of a thing that is new it prints the number alone, with --json the whole answer.
int tell(const Session& session, const std::string& path, const json::object& body, bool is_new) {
  const Result<DaemonApi> api = DaemonApi::of(session);
  if (!api) return complain(api.error().message);
  const Result<json::value> answer = api->post(path, body);
  if (!answer) return complain(answer.error().message);
  const std::string id = text_of(*answer, "id");
  if (session.json)
    print_json(*answer);
  else if (is_new && !id.empty())
    std::cout << id << '\n';
  return success;
}

Result<TimeSpan> span_of(const PauseOptions& options, const Session& session) {
  TimeSpan span{session.now, session.now};
  if (!options.from.empty()) {
    const Result<WallTime> from = read_time(session, options.from);
    if (!from) return tl::unexpected<Error>(from.error());
    span.from = *from;
  }
  if (!options.until.empty()) {
    const Result<WallTime> until = read_time(session, options.until);
    if (!until) return tl::unexpected<Error>(until.error());
    span.to = *until;
  } else {
    const Result<Duration> lasting = read_duration(options.lasting);
    if (!lasting) return tl::unexpected<Error>(lasting.error());
    span.to = span.from + *lasting;
  }
  if (span.to <= span.from) return failure("it would end before it begins");
  return span;
}

int pause(const PauseOptions& options, const Session& session, const std::string& path) {
  const Result<TimeSpan> span = span_of(options, session);
  if (!span) return complain(span.error().message, wrong_usage);
  json::object body{
      {"from", rfc3339(span->from)}, {"to", rfc3339(span->to)}, {"reason", options.reason}, {"by", options.by}};
  if (!options.alert.empty()) body["alert"] = options.alert;
  if (!options.site.empty()) body["site"] = options.site;
  if (!options.sponsor.empty()) body["sponsor"] = options.sponsor;
  if (options.all) body["all"] = true;
  return tell(session, path, body, true);
}

void add_span_options(CLI::App& command, PauseOptions& options) {
  command.add_option("--from", options.from, "When it begins, \"2026-03-20 22:00\"; default: now");
  CLI::Option_group* end = command.add_option_group("end");
  end->add_option("--until", options.until, "When it ends");
  end->add_option("--for", options.lasting, "How long it lasts: 30m, 2h, 3d");
  end->require_option(1);
  command.add_option("--reason", options.reason, "Why; kept on record")->required();
  command.add_option("--by", options.by, "Who says so: a role, not a person's name")->required();
}

}  // namespace

void add_correct_command(CLI::App& app, Session& session) {
  CLI::App* command =
      app.add_subcommand("correct", "Marks an alert as false: everyone who was mailed gets a correction");
  const auto options = std::make_shared<PauseOptions>();  // Shared with the callback, which lives in the app.
  command->add_option("ALERT", options->id, "Its reference, as mails and `sitewatch alerts` show it")->required();
  command->add_option("--reason", options->reason, "What was wrong; quoted in the correction")->required();
  command->add_option("--by", options->by, "Who says so: a role, not a person's name")->required();
  command->add_flag("--json", session.json, "The daemon's answer as it is");
  command->callback([options, &session] {
    const json::object body{{"reason", options->reason}, {"by", options->by}};
    session.exit_code = tell(session, "/api/v1/alerts/" + url_escaped(options->id) + "/correct", body, false);
  });
}

void add_silence_command(CLI::App& app, Session& session) {
  CLI::App* command = app.add_subcommand("silence", "No mail for a while; what is seen stays on record");
  command->require_subcommand(1);
  const auto options = std::make_shared<PauseOptions>();  // Shared with the callbacks, which live in the app.
  CLI::App* add = command->add_subcommand("add", "Begins a silence and prints its number");
  add->add_option("--alert", options->alert, "Only alerts of this name, such as SiteDown");
  add->add_option("--site", options->site, "Only this site");
  add->add_option("--sponsor", options->sponsor, "Only this sponsor");
  add->add_flag("--all", options->all, "Every alert of every site");
  add_span_options(*add, *options);
  add->callback([options, &session] {
    const bool narrowed = !options->alert.empty() || !options->site.empty() || !options->sponsor.empty();
    session.exit_code = narrowed == options->all
                            ? complain("say what falls silent: --alert, --site or --sponsor, or --all", wrong_usage)
                            : pause(*options, session, "/api/v1/silences");
  });
  CLI::App* list = command->add_subcommand("list", "The silences there are");
  list->add_flag("--json", session.json, "The daemon's answer as it is");
  list->callback(
      [&session] { session.exit_code = show_list(session, "/api/v1/silences", "silences", silence_columns); });
  CLI::App* expire = command->add_subcommand("expire", "Ends a silence now");
  expire->add_option("ID", options->id, "Its number")->required();
  expire->callback([options, &session] {
    session.exit_code = tell(session, "/api/v1/silences/" + url_escaped(options->id) + "/expire", {}, false);
  });
}

void add_maintenance_command(CLI::App& app, Session& session) {
  CLI::App* command = app.add_subcommand("maintenance", "Planned downtime: no mail, and left out of the statistics");
  command->require_subcommand(1);
  const auto options = std::make_shared<PauseOptions>();  // Shared with the callbacks, which live in the app.
  CLI::App* add = command->add_subcommand("add", "Registers a maintenance and prints its number");
  add->add_option("--site", options->site, "The site")->required();
  add_span_options(*add, *options);
  add->callback([options, &session] { session.exit_code = pause(*options, session, "/api/v1/maintenances"); });
  CLI::App* list = command->add_subcommand("list", "The maintenances there are");
  list->add_flag("--json", session.json, "The daemon's answer as it is");
  list->callback([&session] {
    session.exit_code = show_list(session, "/api/v1/maintenances", "maintenances", maintenance_columns);
  });
  CLI::App* end = command->add_subcommand("end", "Ends a maintenance now");
  end->add_option("ID", options->id, "Its number")->required();
  end->callback([options, &session] {
    session.exit_code = tell(session, "/api/v1/maintenances/" + url_escaped(options->id) + "/end", {}, false);
  });
}

}  // namespace sitewatch::tool
