#include "page/meta_dates.h"

#include <algorithm>
#include <array>
#include <string>

#include "page/ascii_case.h"

namespace sitewatch::page {
namespace {

constexpr std::array<std::string_view, 50> published{"article:published_time",
                                                     "og:article:published_time",
                                                     "og:published_time",
                                                     "article:published",
                                                     "article:publication_date",
                                                     "article.published",
                                                     "published_time",
                                                     "published-date",
                                                     "published_date",
                                                     "publisheddate",
                                                     "published",
                                                     "datepublished",
                                                     "date_published",
                                                     "date-published",
                                                     "pubdate",
                                                     "publishdate",
                                                     "publish_date",
                                                     "publish-date",
                                                     "publish_time",
                                                     "publishtime",
                                                     "publication_date",
                                                     "publication-date",
                                                     "publicationdate",
                                                     "firstpublishedtime",
                                                     "firstpublished",
                                                     "parsely-pub-date",
                                                     "sailthru.date",
                                                     "shareaholic:article_published_time",
                                                     "dc.date.issued",
                                                     "dcterms.issued",
                                                     "dc.date.published",
                                                     "dcterms.created",
                                                     "dc.date.created",
                                                     "article_date_original",
                                                     "original-publish-date",
                                                     "citation_online_date",
                                                     "prism.publicationdate",
                                                     "bt:pubdate",
                                                     "sw-pubdate",
                                                     "date:published_time",
                                                     "rnews:datepublished",
                                                     "cxenseparse:recs:publishtime",
                                                     "cxenseparse:publishtime",
                                                     "vr:published_time",
                                                     "displaydate",
                                                     "releasedate",
                                                     "release_date",
                                                     "article:post_date",
                                                     "contentpubdate",
                                                     "dcsext.articlefirstpublished"};

constexpr std::array<std::string_view, 16> plain{"date",
                                                 "dc.date",
                                                 "dcterms.date",
                                                 "dc.date.x-metadatadate",
                                                 "datecreated",
                                                 "date_created",
                                                 "created",
                                                 "creation_date",
                                                 "dc:date",
                                                 "article:date",
                                                 "article_date",
                                                 "article:created",
                                                 "pdate",
                                                 "citation_date",
                                                 "originalpublicationdate",
                                                 "citation_publication_date"};

constexpr std::array<std::string_view, 16> modified{"article:modified_time",
                                                    "og:updated_time",
                                                    "og:article:modified_time",
                                                    "last-modified",
                                                    "lastmodified",
                                                    "datemodified",
                                                    "date_modified",
                                                    "modified_time",
                                                    "updated_time",
                                                    "article:updated_time",
                                                    "article:modified",
                                                    "lastupdate",
                                                    "dateupdate",
                                                    "dcterms.modified",
                                                    "dc.date.modified",
                                                    "revised"};

constexpr std::size_t longest_name = 40;

}  // namespace

MetaDate meta_date(std::string_view name) {
  if (name.size() < 4 || name.size() > longest_name) return MetaDate::none;
  std::string small{name};
  std::transform(small.begin(), small.end(), small.begin(), lowered);
  const auto is_in = [&](const auto& names) { return std::find(names.begin(), names.end(), small) != names.end(); };
  if (is_in(published)) return MetaDate::published;
  if (is_in(plain)) return MetaDate::plain;
  return is_in(modified) ? MetaDate::modified : MetaDate::none;
}

}  // namespace sitewatch::page
