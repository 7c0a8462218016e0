#include "tool/run.h"

#include <CLI/CLI.hpp>

#include "tool/command.h"

namespace sitewatch::tool {
namespace {

/// Options that every subcommand takes, before or behind its name.
void add_common_options(CLI::App& app, Session& session) {
  app.add_option("--server", session.server, "Where sitewatchd answers")
      ->envname("SITEWATCH_SERVER")
      ->capture_default_str();
  app.add_option("--token-file", session.token_file,
                 std::string{"File whose first line is a token; default: "} + default_token_file);
  app.add_option("--ca-file", session.ca_file, "CA bundle for an https daemon; default: the system's");
  app.add_option("--language", session.language, "Language of what is printed")
      ->check(CLI::IsMember({"zh-CN", "en"}))
      ->envname("SITEWATCH_LANGUAGE")
      ->capture_default_str();
  app.add_option("--time-zone", session.time_zone, "Clocks of the times that are read and printed")
      ->envname("SITEWATCH_TIME_ZONE")
      ->capture_default_str();
}

void add_commands(CLI::App& app, Session& session) {
  add_probe_command(app, session);
  add_inspect_command(app, session);
  add_survey_command(app, session);
  add_sites_command(app, session);
  add_alerts_command(app, session);
  add_reports_command(app, session);
  add_report_command(app, session);
  add_calendar_command(app, session);
  add_summary_command(app, session);
  add_correct_command(app, session);
  add_silence_command(app, session);
  add_maintenance_command(app, session);
  add_token_command(app, session);
}

}  // namespace

int run_tool(const std::vector<std::string>& arguments, WallTime now) {
  Session session;
  session.now = now;
  CLI::App app{"sitewatch asks and instructs a running sitewatchd", "sitewatch"};
  app.set_version_flag("--version", "sitewatch " SITEWATCH_VERSION);
  app.require_subcommand(1);
  app.fallthrough();
  add_common_options(app, session);
  add_commands(app, session);
  try {
    // CLI11 takes them off the end.
    app.parse(std::vector<std::string>{arguments.rbegin(), arguments.rend()});
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? success : wrong_usage;
  }
  return session.exit_code;
}

}  // namespace sitewatch::tool
