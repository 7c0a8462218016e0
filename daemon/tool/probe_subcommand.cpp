#include <CLI/CLI.hpp>
#include <memory>

#include "tool/command.h"
#include "tool/probe_command.h"

namespace sitewatch::tool {

void add_probe_command(CLI::App& app, Session& session) {
  CLI::App* const command = app.add_subcommand("probe", "Visits addresses once and explains every step");
  const auto options = std::make_shared<ProbeCommand>();  // Shared with the callback, which lives as long as the app.
  command->add_option("URL", options->urls, "Addresses; without a scheme, http")->required();
  add_visit_options(*command, options->visits);
  command->add_flag("--json", options->json, "One JSON object a line");
  command->callback([options, &session] {
    options->json |= session.json;
    options->language = session.language;
    options->time_zone = session.time_zone;
    session.exit_code = run_probe(*options);
  });
}

}  // namespace sitewatch::tool
