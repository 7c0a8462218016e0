#include <CLI/CLI.hpp>
#include <algorithm>
#include <boost/json.hpp>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <memory>
#include <optional>

#include "tool/command.h"
#include "tool/daemon_api.h"
#include "tool/decision_commands.h"
#include "tool/time_input.h"

namespace sitewatch::tool {
namespace {

namespace json = boost::json;

struct FilingOptions {
  std::string sponsor;
  std::string period;
  std::string file;
  std::string nil_reason;
  std::string note;
  std::string received_at;
  std::string channel = "tool";
  std::string by;
  std::string reason;
  std::string key;
  std::optional<int> if_revision;
  // Filled by the parser alone; which value belongs to which site is read off the order of the command line.
  std::vector<std::string> sites;
  std::vector<std::string> of_site;
};

/// An option that describes the site named before it.
struct SiteOption {
  const char* flag;
  const char* member;
  const char* description;
};
constexpr SiteOption site_options[] = {
    {"--migration", "migration_percent", "Migration of that site, in percent"},
    {"--closure", "closure", "State of its closure application"},
    {"--obstacles", "obstacles", "What is in the way"},
    {"--expected", "expected_on", "When it will be done, YYYY-MM-DD"},
};

Result<json::value> value_for(const std::string& member, const std::string& text) {
  if (member != "migration_percent") return json::value(text);
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (text.empty() || text.size() > 3 || !std::all_of(text.begin(), text.end(), is_digit) || std::stoi(text) > 100)
    return failure("--migration must be 0 to 100, not '" + text + "'");
  return json::value(std::stoi(text));
}

/// The sites of the command line: `--site a --migration 40 --site b --closure applied` are two.
Result<json::array> sites_of(const CLI::App& command) {
  json::array sites;
  std::map<const CLI::Option*, std::size_t> used;
  for (const CLI::Option* option : command.parse_order()) {
    const std::string text = option->results().at(used[option]++);
    const std::string flag = option->get_name();
    if (flag == "--site") {
      sites.push_back(json::object{{"site", text}});
      continue;
    }
    for (const SiteOption& each : site_options) {
      if (flag != each.flag) continue;
      if (sites.empty()) return failure(flag + " belongs behind the --site it speaks of");
      const Result<json::value> value = value_for(each.member, text);
      if (!value) return tl::unexpected<Error>(value.error());
      if (!sites.back().as_object().emplace(each.member, *value).second)
        return failure(flag + " is given twice for one --site");
    }
  }
  return sites;
}

Result<json::object> from_file(const std::string& path) {
  std::ifstream file{path, std::ios::binary};
  if (!file) return failure("cannot read " + path);
  const std::string text{std::istreambuf_iterator<char>{file}, {}};
  boost::system::error_code error;
  json::value body = json::parse(text, error);
  if (error || !body.is_object())
    return failure(path + " must hold one JSON object, {\"sites\": [{\"site\", \"migration_percent\", …}], …}");
  return std::move(body.as_object());
}

void set(json::object& body, const char* member, const std::string& text) {
  if (!text.empty()) body[member] = text;
}

Result<json::object> request_of(const FilingOptions& options, const CLI::App& command, const Session& session) {
  Result<json::object> body = options.file.empty() ? Result<json::object>{json::object{}} : from_file(options.file);
  if (!body) return body;
  Result<json::array> sites = sites_of(command);
  if (!sites) return tl::unexpected<Error>(sites.error());
  if (!sites->empty()) (*body)["sites"] = std::move(*sites);
  set(*body, "sponsor", options.sponsor);
  set(*body, "period", options.period);
  set(*body, "nil_reason", options.nil_reason);
  set(*body, "note", options.note);
  set(*body, "channel", options.channel);
  set(*body, "entered_by", options.by);
  set(*body, "reason", options.reason);
  set(*body, "idempotency_key", options.key);
  if (options.if_revision) (*body)["if_revision"] = *options.if_revision;
  if (!options.received_at.empty()) {
    const Result<WallTime> received = read_time(session, options.received_at);
    if (!received) return tl::unexpected<Error>(received.error());
    (*body)["received_at"] = rfc3339(*received);
  }
  return body;
}

int file_report(const FilingOptions& options, const CLI::App& command, const Session& session) {
  const Result<json::object> body = request_of(options, command, session);
  if (!body) return complain(body.error().message, wrong_usage);
  const Result<DaemonApi> api = DaemonApi::of(session);
  if (!api) return complain(api.error().message);
  const Result<json::value> answer = api->post("/api/v1/reports", *body);
  if (!answer) return complain(answer.error().message);
  if (session.json) {
    print_json(*answer);
    return success;
  }
  const std::string receipt = text_of(*answer, "receipt");
  if (receipt.empty()) return complain("the daemon gave no receipt: the report may not be filed");
  std::cout << receipt << '\n';
  return success;
}

void add_site_options(CLI::App& file, FilingOptions& options) {
  file.add_option("--site", options.sites, "A site that is reported on; may be given several times")
      ->allow_extra_args(false);
  for (const SiteOption& each : site_options)
    file.add_option(each.flag, options.of_site, each.description)->allow_extra_args(false);
}

}  // namespace

void add_report_command(CLI::App& app, Session& session) {
  CLI::App* report = app.add_subcommand("report", "Files monthly reports, and decides about them");
  report->require_subcommand(1);
  add_decision_commands(*report, session);
  CLI::App* file = report->add_subcommand("file", "Files a report for a sponsor and prints the receipt number");
  const auto options = std::make_shared<FilingOptions>();  // Shared with the callback, which lives in the app.
  file->add_option("--sponsor", options->sponsor, "Whose report it is")->required();
  file->add_option("--period", options->period, "The month it is about, YYYY-MM")->required();
  CLI::Option* from = file->add_option("--file", options->file, "JSON with sites, nil_reason and note");
  add_site_options(*file, *options);
  file->get_option("--site")->excludes(from);
  file->add_option("--nil", options->nil_reason, "Nothing to report this month, and why");
  file->add_option("--note", options->note, "A remark");
  file->add_option("--received-at", options->received_at, "When it reached the office, \"2026-03-20 10:00\"");
  file->add_option("--channel", options->channel, "How it reached the office")
      ->check(CLI::IsMember({"tool", "phone", "paper", "mail"}));
  file->add_option("--by", options->by,
                   "Who enters it on the sponsor's behalf; needed with --received-at, phone, paper and mail");
  file->add_option("--reason", options->reason, "Why the office enters it; needed where --by is");
  file->add_option("--idempotency-key", options->key, "The same key again gives the same receipt, not a revision");
  file->add_option("--if-revision", options->if_revision, "Only if this is the newest revision so far; 0: if none came")
      ->check(CLI::NonNegativeNumber);
  file->add_flag("--json", session.json, "The daemon's whole answer");
  file->callback([options, file, &session] { session.exit_code = file_report(*options, *file, session); });
}

}  // namespace sitewatch::tool
