package import Kernel

package enum DomainTag {}
package enum UserTag {}
package enum TrunkTag {}
package enum LineTag {}
package enum CallTag {}
package enum LegTag {}

/// A tenant's name, which is also its SIP realm: lower-case host name, for instance `acme.example` (TEN-01).
package typealias DomainID = Identifier<DomainTag>
/// A user's lasting identity; logins and extensions may change (TEN-02).
package typealias UserID = Identifier<UserTag>
package typealias TrunkID = Identifier<TrunkTag>
package typealias LineID = Identifier<LineTag>
/// One call from its first INVITE to its end, through transfers and forwards (BYD-01).
package typealias CallID = Identifier<CallTag>
/// One participant's connection within a call. Unique in the installation.
package typealias LegID = Identifier<LegTag>
