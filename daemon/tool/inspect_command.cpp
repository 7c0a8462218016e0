#include <CLI/CLI.hpp>
#include <algorithm>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <sstream>

#include "domain/probe_names.h"
#include "page/read_page.h"
#include "tool/command.h"
#include "tool/inspect_report.h"
#include "tool/visits.h"

namespace sitewatch::tool {
namespace {

/// Refreshes and frames that lead from an address to its page.
constexpr int most_hops = 5;

struct InspectOptions {
  std::vector<std::string> inputs;
  std::string kind = "auto";
  std::string url;
  std::string content_type = "text/html";
  std::string today;
  PagePart part;
  VisitOptions visits;
};

Result<std::string> bytes_of(const std::string& input) {
  if (input == "-") {
    std::string bytes{std::istreambuf_iterator<char>{std::cin}, {}};
    if (std::cin.bad()) return failure("cannot read standard input");
    return bytes;
  }
  std::ifstream file{input, std::ios::binary | std::ios::ate};
  const std::streamoff end = file ? static_cast<std::streamoff>(file.tellg()) : -1;
  if (end < 0) return failure("cannot read " + input);
  // One byte more than is ever read, so that a longer page is known to be cut.
  const std::streamoff size = std::min(end, static_cast<std::streamoff>(page::most_page_bytes + 1));
  std::string bytes(static_cast<std::size_t>(size), '\0');
  file.seekg(0);
  file.read(bytes.data(), size);
  if (file.bad() || (size > 0 && file.gcount() == 0)) return failure("cannot read " + input);
  bytes.resize(static_cast<std::size_t>(file.gcount()));
  return bytes;
}

std::optional<Day> today_of(const InspectOptions& options, const Session& session) {
  if (options.today.empty()) {
    const Result<Zone> zone = Zone::named(session.time_zone);
    return (zone ? *zone : Zone::utc()).day(session.now);
  }
  std::istringstream in{options.today};
  Day day;
  in >> date::parse("%F", day);
  const bool is_all = in.peek() == std::istringstream::traits_type::eof();
  return in.fail() || !is_all || !day.ok() ? std::nullopt : std::optional{day};
}

/// Reads inputs one after the other; makes what visits need when the first address comes.
class Inspector {
 public:
  Inspector(const InspectOptions& options, Day today)
      : options_{options}, today_{today}, kind_{page_kind_named(options.kind).value_or(PageKind::automatic)} {}

  /// A failure is our own or a mistake in the command line; what a site does wrong is in the reading.
  Result<PageReading> read(const std::string& input) {
    if (is_web_address(input)) return read_address(input);
    const Result<std::string> bytes = bytes_of(input);
    if (!bytes) return tl::unexpected{bytes.error()};
    return page::read_page({*bytes, options_.content_type, options_.url, today_, kind_, options_.part});
  }

 private:
  Result<PageReading> read_address(const std::string& address) {
    if (!visits_) {
      auto opened = Visits::open(options_.visits);
      if (!opened) return tl::unexpected{opened.error()};
      visits_ = std::move(*opened);
    }
    const Result<Site> site = visits_->site_of(address);
    if (!site) return tl::unexpected{site.error()};
    const Url start = site->home_urls.front();
    PageReading best = visited(*site, start);
    std::vector<std::string> ahead = best.follow;
    for (int hops = 0; hops < most_hops && !ahead.empty() && !best.newest; ++hops) {
      const Result<Url> next = Url::parse(ahead.front());
      ahead.erase(ahead.begin());
      if (!next || next->host != start.host) continue;
      PageReading reading = visited(*site, *next);
      ahead.insert(ahead.end(), reading.follow.begin(), reading.follow.end());
      reading.notes.push_back("read at " + next->text());
      if (reading.newest || best.state == PageState::redirect) best = std::move(reading);
    }
    return best;
  }

  PageReading visited(const Site& site, const Url& url) {
    const Visit visit = visits_->visit(site, url);
    if (visit.result.verdict == Verdict::good) {
      const std::string& final_url = visit.result.final_url;
      return page::read_page(
          {visit.body, visit.content_type, final_url.empty() ? url.text() : final_url, today_, kind_, options_.part});
    }
    PageReading reading;
    if (visit.result.reason == FailureReason::challenged) reading.state = PageState::challenged;
    reading.notes.push_back(std::string{name(visit.result.verdict)} + ": " + std::string{name(visit.result.reason)});
    return reading;
  }

  const InspectOptions& options_;
  Day today_;
  PageKind kind_;
  std::unique_ptr<Visits> visits_;
};

/// A mistake in words, or nothing.
std::string selector(const std::string& text) {
  return is_selector(text) ? "" : text + " is none of #id, .class and tag";
}

void inspect(const InspectOptions& options, Session& session) {
  const std::optional<Day> today = today_of(options, session);
  if (!today) {
    session.exit_code = complain("--now must be a date, YYYY-MM-DD", wrong_usage);
    return;
  }
  Inspector inspector{options, *today};
  const InspectReport report{session};
  for (const std::string& input : options.inputs) {
    Result<PageReading> reading = inspector.read(input);
    if (!reading) {
      // Still one line for each input, so that a list of results can be laid beside a list of files.
      session.exit_code = complain(reading.error().message);
      const std::string why = reading.error().message;
      reading = PageReading{};
      reading->notes.push_back(why);
    }
    std::cout << (session.json ? report.json(input, *reading) : report.words(input, *reading));
  }
}

constexpr const char* examples = R"(Examples:
  sitewatch inspect --kind list saved.html
  sitewatch inspect --json --now 2017-01-03 --url http://www.qinghe.example/ pages/*.html
  sitewatch inspect --kind list --within '#news' --ignore .pinned saved.html
  curl -s http://www.qinghe.example/ | sitewatch inspect -
  sitewatch inspect --kind home http://www.qinghe.example/
Exit code 0: every input was read, whatever is in it; 1: some could not be read; 2: wrong usage.)";

}  // namespace

void add_inspect_command(CLI::App& app, Session& session) {
  CLI::App* command = app.add_subcommand("inspect", "Reads pages the way the daemon does, without a daemon");
  const auto options = std::make_shared<InspectOptions>();  // Shared with the callback, which lives in the app.
  command->add_option("INPUT", options->inputs, "Files with the bytes of a page, addresses (http://…), - for stdin")
      ->required();
  command->add_option("--kind", options->kind, "What the page is read for: a column's list, a home page, one article")
      ->check(CLI::IsMember({"auto", "list", "home", "article"}))
      ->capture_default_str();
  command->add_option("--url", options->url, "Where the files came from, for their links and dates in addresses");
  command->add_option("--content-type", options->content_type, "The Content-Type header they came with");
  command->add_option("--now", options->today, "The day they were read, YYYY-MM-DD; default: today");
  command->add_option("--within", options->part.within, "Read only elements that are #id, .class or tag")
      ->check(selector);
  command->add_option("--ignore", options->part.ignore, "Leave out elements that are #id, .class or tag; repeatable")
      ->check(selector)
      ->expected(1)
      ->take_all();
  add_visit_options(*command, options->visits);
  command->add_flag("--json", session.json, "One JSON object a line, one line for every input");
  command->footer(examples);
  command->callback([options, &session] { inspect(*options, session); });
}

}  // namespace sitewatch::tool
