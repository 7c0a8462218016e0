#include "web/handlers.h"

namespace sitewatch::web {

Task<Response> get_site_page(Call&) {
  co_return Response::text(200, "\n");
}

}  // namespace sitewatch::web
