#include <unistd.h>

#include <CLI/CLI.hpp>
#include <fstream>
#include <iostream>
#include <memory>

#include "text/escape.h"
#include "text/sheet_text.h"
#include "tool/command.h"
#include "tool/sheet_output.h"
#include "tool/survey.h"
#include "tool/survey_report.h"

namespace sitewatch::tool {
namespace {

struct SurveyOptions {
  std::string target;
  std::string format = "text";
  std::string columns_file;
  int links = 50;
  VisitOptions visits;
};

std::string filled(const Catalogue& catalogue, const std::string& key, FactRow values) {
  Facts facts;
  facts.values = std::move(values);
  return one_line(catalogue.render("survey." + key, facts));
}

Progress progress_of(const Catalogue& catalogue) {
  return [&catalogue](const char* what, std::size_t number, std::size_t of, const std::string& name) {
    std::cerr << number << '/' << of << ' ' << filled(catalogue, std::string{"progress_"} + what, {{"name", name}})
              << std::endl;
  };
}

int write_columns(const std::string& path, const Survey& survey, const Catalogue& catalogue) {
  std::vector<FoundColumn> columns;
  for (const SurveyedColumn& each : survey.columns)
    columns.push_back({each.column.name, each.column.url, each.column.type});
  std::ofstream file{path, std::ios::binary};
  file << write_csv(columns_table(survey.site.id, columns, catalogue));
  file.close();
  return file ? success : complain("cannot write " + path);
}

int show_survey(const SurveyOptions& options, const Session& session) {
  if (options.format == "xlsx" && !session.json && ::isatty(STDOUT_FILENO) == 1)
    return complain("a workbook is not for a terminal; write it to a file: --format xlsx > FILE", wrong_usage);
  const Result<Zone> zone = Zone::named(session.time_zone);
  if (!zone) return complain(zone.error().message, wrong_usage);
  const Catalogue catalogue = Catalogue::of(language_named(session.language).value_or(Language::zh_cn), *zone);
  const auto visits = Visits::open(options.visits);
  if (!visits) return complain(visits.error().message);
  const SurveyQuestion question{options.target, zone->day(session.now), options.links};
  const auto seen = survey(**visits, question, progress_of(catalogue));
  if (!seen && seen.error().message.empty())
    return complain(
        filled(catalogue, "unread",
               {{"name", options.target}, {"why", catalogue.reason(seen.error().reason, seen.error().http_status)}}));
  if (!seen) return complain(seen.error().message);
  if (!options.columns_file.empty()) {
    const int written = write_columns(options.columns_file, *seen, catalogue);
    if (written != success) return written;
  }
  if (!session.json) return print_sheet(survey_sheet(*seen, catalogue), options.format);
  std::cout << survey_json(*seen) << std::flush;
  return std::cout ? success : complain("cannot write to standard output");
}

constexpr const char* examples = R"(Examples:
  sitewatch survey http://www.qinghe.example/
  sitewatch survey --config sitewatch.yaml jiaoyu --format xlsx > jiaoyu.xlsx
  sitewatch survey --links 0 --columns-csv columns.csv http://www.qinghe.example/
Pages are read one after the other; what is read next is told on stderr.
Exit code 0: the site was read, whatever is found; 1: it could not be; 2: wrong usage.)";

}  // namespace

void add_survey_command(CLI::App& app, Session& session) {
  CLI::App* command = app.add_subcommand(
      "survey", "自查核对: reads a site's home page and columns once and lists the evidence, without a daemon");
  const auto options = std::make_shared<SurveyOptions>();  // Shared with the callback, which lives in the app.
  command->add_option("SITE", options->target, "Id of a site in the inventory of --config, or an address (http://…)")
      ->required();
  command->add_option("--links", options->links, "So many links of the home page are tried; 0: none")
      ->check(CLI::Range(0, 1000))
      ->capture_default_str();
  command->add_option("--columns-csv", options->columns_file,
                      "File for the columns that were found, as rows of the inventory's `columns` table");
  add_format_option(*command, options->format);
  add_visit_options(*command, options->visits);
  command->add_flag("--json", session.json, "One JSON object instead of a list");
  command->footer(examples);
  command->callback([options, &session] { session.exit_code = show_survey(*options, session); });
}

}  // namespace sitewatch::tool
