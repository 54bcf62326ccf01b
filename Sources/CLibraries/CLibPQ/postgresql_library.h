// libpq 15 or later: PostgreSQL's own client. Fields of errors are named by characters, which Swift does not see.
#ifndef MARTLET_POSTGRESQL_H
#define MARTLET_POSTGRESQL_H

#include <libpq-fe.h>

static inline const char *martlet_pq_state(const PGresult *result) {
    return PQresultErrorField(result, PG_DIAG_SQLSTATE);
}

// Without the details, which quote what was to be stored.
static inline const char *martlet_pq_message(const PGresult *result) {
    return PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
}

#endif
