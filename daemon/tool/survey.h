#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "domain/column_judgement.h"
#include "domain/page_claims.h"
#include "domain/probe_result.h"
#include "tool/visits.h"

namespace sitewatch::tool {

/// One column as it was read, once.
struct SurveyedColumn {
  Column column;
  bool was_read = false;
  bool from_articles = false;  ///< `reading.newest` is of the newest articles that an undated list links.
  FailureReason reason = FailureReason::none;  ///< Why it was not read.
  int http_status = 0;
  PageReading reading;
  FreshnessJudgement judgement;
};

struct DeadLink {
  Url url;
  FailureReason reason = FailureReason::none;
  int http_status = 0;
};

/// What one look at a site shows. Pointers in `findings` lead into `columns`.
struct Survey {
  Site site;
  bool is_listed = false;  ///< In the inventory of --config.
  bool guessed = false;    ///< The columns and their types are guesses from the home page.
  Day today;
  RuleSet rules;
  PageReading home;
  FreshnessJudgement home_judgement;
  std::vector<ClaimDifference> differences;  ///< Between a listed site's home page and the inventory.
  std::vector<SurveyedColumn> columns;
  std::vector<Finding> findings;
  int links_checked = 0;
  int links_left = 0;  ///< Beyond the limit.
  std::vector<DeadLink> dead_links;
  std::vector<std::string> unlisted;  ///< Hosts under the district's domains that no listed site answers to.
};

struct SurveyQuestion {
  std::string target;  ///< The id of a listed site, or an address.
  Day today;
  int most_links = 50;
};

/// Hears what is looked at next: "column 3/12 通知公告".
using Progress = std::function<void(const char* what, std::size_t number, std::size_t of, const std::string& name)>;

/// Why there is no survey: a mistake in the command line, or a home page that could not be had.
struct SurveyFailure {
  std::string message;  ///< Empty: `reason` says it.
  FailureReason reason = FailureReason::none;
  int http_status = 0;
};

/// Looks at the site's pages one after the other; a host that asks us to wait is asked nothing more.
tl::expected<Survey, SurveyFailure> survey(Visits& visits, const SurveyQuestion& question, const Progress& progress);

}  // namespace sitewatch::tool
