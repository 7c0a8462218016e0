#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <sstream>

#include "page/read_page.h"
#include "text/catalogue.h"
#include "text/escape.h"
#include "tool/command.h"
#include "tool/daemon_api.h"

namespace sitewatch::tool {
namespace {

namespace json = boost::json;

struct InspectOptions {
  std::vector<std::string> inputs;
  std::string url;
  std::string content_type = "text/html";
  std::string today;
};

struct Inspected {
  std::string file;
  PageReading reading;
};

Result<std::string> bytes_of(const std::string& input) {
  std::ifstream file;
  if (input != "-") {
    file.open(input, std::ios::binary);
    if (!file) return failure("cannot read " + input);
  }
  std::istream& in = input == "-" ? std::cin : file;
  std::string bytes{std::istreambuf_iterator<char>{in}, {}};
  if (in.bad()) return failure("cannot read " + input);
  return bytes;
}

json::value day_or_null(const std::optional<Day>& day) {
  return day ? json::value(date::format("%F", *day)) : json::value(nullptr);
}

json::object to_json(const Inspected& each) {
  const PageReading& reading = each.reading;
  json::object row{{"file", each.file},
                   {"kind", "home"},
                   {"charset", reading.charset},
                   {"title", reading.title},
                   {"newest", day_or_null(reading.newest)},
                   {"items", reading.items},
                   {"dated_items", reading.dated_items},
                   {"state", json::string{name(reading.state)}},
                   {"evidence", nullptr},
                   {"notes", json::array(reading.notes.begin(), reading.notes.end())}};
  if (reading.evidence) row["evidence"] = {{"text", reading.evidence->text}, {"link", reading.evidence->link}};
  return row;
}

void print_words(const Inspected& each, const Session& session) {
  const Result<Zone> zone = Zone::named(session.time_zone);
  const Catalogue words =
      Catalogue::of(language_named(session.language).value_or(Language::zh_cn), zone ? *zone : Zone::utc());
  const PageReading& reading = each.reading;
  const bool english = session.english();
  std::cout << each.file << ": " << words.word("page_state", name(reading.state)) << '\n';
  std::cout << (english ? "  title    " : "  标题　") << one_line(reading.title) << "  [" << reading.charset << "]\n";
  std::cout << (english ? "  items    " : "  信息　") << reading.items << (english ? ", with a date " : "条，注明日期")
            << reading.dated_items << (english ? "\n" : "条\n");
  for (const Item& item : reading.newest_items)
    std::cout << "  " << date::format("%F", *item.date) << "  " << one_line(item.title) << "  " << item.link << '\n';
  for (const std::string& note : reading.notes) std::cout << (english ? "  note     " : "  备注　") << note << '\n';
}

std::optional<Day> today_of(const InspectOptions& options, const Session& session, WallTime now) {
  if (options.today.empty()) {
    const Result<Zone> zone = Zone::named(session.time_zone);
    return (zone ? *zone : Zone::utc()).day(now);
  }
  std::istringstream in{options.today};
  Day day;
  in >> date::parse("%F", day);
  return in.fail() || !day.ok() ? std::nullopt : std::optional{day};
}

int inspect(const InspectOptions& options, const Session& session, WallTime now) {
  const std::optional<Day> today = today_of(options, session, now);
  if (!today) return complain("--now must be a date, YYYY-MM-DD", wrong_usage);
  int exit_code = success;
  for (const std::string& input : options.inputs) {
    Inspected each{input, {}};
    const Result<std::string> bytes = bytes_of(input);
    if (bytes) {
      each.reading = page::read_page({*bytes, options.content_type, options.url, *today});
    } else {
      // Still one line for each input, so that a list of results can be laid beside a list of files.
      exit_code = complain(bytes.error().message);
      each.reading.notes.push_back(bytes.error().message);
    }
    if (session.json)
      print_json(to_json(each));
    else
      print_words(each, session);
  }
  return exit_code;
}

}  // namespace

void add_inspect_command(CLI::App& app, Session& session) {
  CLI::App* command = app.add_subcommand("inspect", "Reads saved pages the way the daemon does, without a daemon");
  const auto options = std::make_shared<InspectOptions>();  // Shared with the callback, which lives in the app.
  command->add_option("FILE", options->inputs, "Files with the bytes of a page; - for standard input")->required();
  command->add_option("--url", options->url, "Where the page came from, for its links");
  command->add_option("--content-type", options->content_type, "The Content-Type header it came with");
  command->add_option("--now", options->today, "The day it was read, YYYY-MM-DD; default: today");
  command->add_flag("--json", session.json, "One JSON object a line");
  command->callback([options, &session] { session.exit_code = inspect(*options, session, session.now); });
}

}  // namespace sitewatch::tool
