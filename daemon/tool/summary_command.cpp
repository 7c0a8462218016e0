#include <unistd.h>

#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "adapters/api_client.h"
#include "tool/command.h"
#include "tool/daemon_api.h"
#include "tool/sheet_output.h"

namespace sitewatch::tool {
namespace {

struct SummaryOptions {
  std::string period;
  std::string format = "text";
};

int show_summary(const SummaryOptions& options, const Session& session) {
  if (options.format == "xlsx" && ::isatty(STDOUT_FILENO) == 1)
    return complain("a workbook is not for a terminal; write it to a file: --format xlsx > FILE", wrong_usage);
  const Result<DaemonApi> api = DaemonApi::of(session);
  if (!api) return complain(api.error().message);
  std::string path = "/api/v1/summary?format=" + url_escaped(options.format);
  if (!options.period.empty()) path += "&period=" + url_escaped(options.period);
  const Result<std::string> bytes = api->get_bytes(path);
  if (!bytes) return complain(bytes.error().message);
  std::cout << *bytes << std::flush;
  return std::cout ? success : complain("cannot write the summary to standard output");
}

}  // namespace

void add_summary_command(CLI::App& app, Session& session) {
  CLI::App* command = app.add_subcommand(
      "summary", "情况汇总（核对稿）: who filed, late or not, and how every site stands; for a person to check");
  const auto options = std::make_shared<SummaryOptions>();  // Shared with the callback, which lives in the app.
  command->add_option("--period", options->period, "The month it is about, YYYY-MM; default: the present one");
  add_format_option(*command, options->format);
  command->callback([options, &session] { session.exit_code = show_summary(*options, session); });
}

}  // namespace sitewatch::tool
