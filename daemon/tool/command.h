#pragma once

#include <string>

#include "domain/time.h"

namespace CLI {
class App;
}

namespace sitewatch::tool {

/// What the tool exits with.
enum ExitCode : int {
  success = 0,
  failed = 1,  ///< The daemon, the network or a file would not; or what was asked about is bad.
  wrong_usage = 2,
};

/// What every subcommand sees; filled from the command line before its callback runs.
struct Session {
  std::string server = "http://127.0.0.1:9920";
  std::string token_file;  ///< Empty: `default_token_file`, if it is there.
  std::string ca_file;     ///< For a daemon behind a certificate of one's own.
  std::string language = "zh-CN";
  std::string time_zone = "Asia/Shanghai";
  bool json = false;
  WallTime now{};           ///< When the tool was started.
  int exit_code = success;  ///< A callback sets it.

  bool english() const { return language == "en"; }
};
inline constexpr const char* default_token_file = "/var/lib/sitewatch/token";

/// Each adds one subcommand, whose callback does the work and sets `session.exit_code`. `session` outlives the app.
void add_probe_command(CLI::App& app, Session& session);
void add_inspect_command(CLI::App& app, Session& session);
void add_survey_command(CLI::App& app, Session& session);
void add_sites_command(CLI::App& app, Session& session);
void add_alerts_command(CLI::App& app, Session& session);
void add_reports_command(CLI::App& app, Session& session);
void add_report_command(CLI::App& app, Session& session);
void add_calendar_command(CLI::App& app, Session& session);
void add_summary_command(CLI::App& app, Session& session);
void add_correct_command(CLI::App& app, Session& session);
void add_silence_command(CLI::App& app, Session& session);
void add_maintenance_command(CLI::App& app, Session& session);
void add_token_command(CLI::App& app, Session& session);

/// "sitewatch: WHAT" on stderr; the exit code to give back.
int complain(const std::string& what, int exit_code = failed);

}  // namespace sitewatch::tool
