#pragma once

#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "ports/page_reader.h"
#include "ports/site_fetcher.h"

namespace sitewatch::freshness {

/// Pages by address: what a server sends and what a reader makes of it.
struct ScriptedPage {
  std::string body = "page";
  PageReading reading;
  Verdict verdict = Verdict::good;
  Validators validators;
  std::optional<WallTime> retry_after;
};

class ScriptedSite : public SiteFetcher, public PageReader {
 public:
  Task<Visit> visit(const Site& /*site*/, Url /*url*/, VisitKind /*kind*/) override {
    ADD_FAILURE() << "pages are read, not visited";
    co_return Visit{};
  }
  Task<Visit> read(const Site& site, PageRequest request) override {
    asked.push_back(request.url.text());
    questions.push_back(request.known);
    const ScriptedPage& page = at(request.url.text());
    Visit made;
    made.result.site = site.id;
    made.result.verdict = page.verdict;
    made.result.retry_after = page.retry_after;
    made.result.final_url = request.url.text();
    made.validators = page.validators;
    made.not_modified = !request.known.empty() && request.known == page.validators;
    if (!made.not_modified) made.body = page.body;
    co_return made;
  }
  Task<PageReading> read(PageSource source) override {
    reads.push_back(source);
    PageReading reading = at(source.url).reading;
    reading.kind = source.kind;
    co_return reading;
  }
  /// The page at an address, else the one of every address that has none.
  const ScriptedPage& at(const std::string& url) const {
    const auto found = pages.find(url);
    return found == pages.end() ? everywhere : found->second;
  }
  ScriptedPage& page(const std::string& path) { return pages["http://www.edu.example/" + path]; }

  ScriptedPage everywhere;
  std::map<std::string, ScriptedPage> pages;
  std::vector<std::string> asked;
  std::vector<Validators> questions;
  std::vector<PageSource> reads;
};

}  // namespace sitewatch::freshness
