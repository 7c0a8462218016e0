#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <iostream>
#include <memory>

#include "text/catalogue.h"
#include "tool/command.h"
#include "tool/daemon_api.h"
#include "tool/decision_commands.h"

namespace sitewatch::tool {
namespace {

namespace json = boost::json;

struct Decision {
  const char* kind;
  const char* description;
};
constexpr Decision decisions[] = {
    {"extend", "Gives a sponsor until another day; filing up to its end is on time"},
    {"waive", "Lifts a sponsor's duty for a month"},
    {"return", "Sends a sponsor's newest report back for correction; it keeps its date"},
    {"reinstate", "Takes an extension or a waiver back"},
};

struct DecisionOptions {
  std::string kind;
  std::string sponsor;
  std::string period;
  std::string until;
  std::string reason;
  std::string by;
};

int decide(const DecisionOptions& options, const Session& session) {
  json::object body{{"kind", options.kind},
                    {"sponsor", options.sponsor},
                    {"period", options.period},
                    {"reason", options.reason},
                    {"by", options.by}};
  if (!options.until.empty()) body["until"] = options.until;
  const Result<DaemonApi> api = DaemonApi::of(session);
  if (!api) return complain(api.error().message);
  const Result<json::value> answer = api->post("/api/v1/reports/decisions", body);
  if (!answer) return complain(answer.error().message);
  if (session.json) {
    print_json(*answer);
    return success;
  }
  const Catalogue words = Catalogue::of(language_named(session.language).value_or(Language::zh_cn), Zone::utc());
  std::cout << words.word("state", text_of(*answer, "state")) << "  "
            << local_deadline(session, text_of(*answer, "closes")) << '\n';
  return success;
}

}  // namespace

void add_decision_commands(CLI::App& report, Session& session) {
  for (const Decision& each : decisions) {
    CLI::App* command = report.add_subcommand(each.kind, each.description);
    const auto options = std::make_shared<DecisionOptions>();  // Shared with the callback, which lives in the app.
    options->kind = each.kind;
    command->add_option("--sponsor", options->sponsor, "Whose report it is")->required();
    command->add_option("--period", options->period, "The month it is about, YYYY-MM")->required();
    if (options->kind == "extend")
      command->add_option("--until", options->until, "The new last day, YYYY-MM-DD")->required();
    command->add_option("--reason", options->reason, "Why; the unit reads it")->required();
    command->add_option("--by", options->by, "Who approved it")->required();
    command->add_flag("--json", session.json, "The daemon's whole answer");
    command->callback([options, &session] { session.exit_code = decide(*options, session); });
  }
}

}  // namespace sitewatch::tool
