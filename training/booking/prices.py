"""What a course costs, in amounts and in words."""

from dataclasses import dataclass
from decimal import Decimal

from training.enums import Attendance, BookingState, ChargeReason, OrganisationType, Source

FREE = Decimal(0)


@dataclass(frozen=True)
class Prices:
    """The fees of a course by kind of organisation (`fees`: {OrganisationType or "": Decimal}) and its other charges."""

    course: object
    fees: dict

    @property
    def has_fees(self):
        """Whether anybody pays for a place."""
        return any(self.fees.values())

    @property
    def charges_anything(self):
        """Whether anything may be owed for a booking."""
        return self.has_fees or bool(self.course.late_charge) or bool(self.course.no_show_charge)

    def fee(self, organisation_type):
        """Return what a place costs for an organisation of this kind, as a Decimal in pounds; 0 for free."""
        return self.fees.get(organisation_type, self.fees.get("", FREE))

    def owed(self, booking):
        """Return what is owed for `booking` as it is now, as {ChargeReason: Decimal}."""
        if booking.source == Source.IMPORT or booking.session.is_example:
            return {}
        if booking.state == BookingState.LATE_CANCELLED:
            return _if_any({ChargeReason.LATE_CANCELLATION: self.course.late_charge})
        # Whoever was told too late to come owes nothing.
        if booking.state != BookingState.CONFIRMED or booking.attendance == Attendance.NOT_TOLD:
            return {}
        fee, absent = self.fee(booking.organisation_type), self.course.no_show_charge or FREE
        if booking.attendance == Attendance.NO_SHOW and absent > fee:
            return {ChargeReason.NO_SHOW: absent}
        return _if_any({ChargeReason.FEE: fee})

    @property
    def words(self):
        """Who pays what: “Free for schools, £60 for everybody else”, without a full stop; "" where nobody pays."""
        if not self.has_fees:
            return ""
        by_amount = {}
        for kind in OrganisationType:
            if (amount := self.fee(kind)) != self.fee("other-than-these"):
                by_amount.setdefault(amount, []).append(kind.label)
        parts = [f"{pounds(amount)} for {', '.join(kinds)}" for amount, kinds in sorted(by_amount.items())]
        rest = pounds(self.fee("other-than-these"))
        return "; ".join([*parts, f"{rest} for everybody else" if parts else f"{rest} for each person"])

    @property
    def late_words(self):
        """What is charged for cancelling late and for not coming, as sentences; "" for nothing."""
        said = []
        if self.course.late_charge:
            said.append(f"Whoever cancels late is charged {pounds(self.course.late_charge)}.")
        if self.course.no_show_charge:
            said.append(
                f"Whoever does not come without cancelling is charged {pounds(self.course.no_show_charge)}"
                + (", if that is more than the fee." if self.has_fees else ".")
            )
        return " ".join(said)


def prices_of(course):
    """Return the Prices of a course. Makes one query."""
    return Prices(course, dict(course.fees.values_list("organisation_type", "amount")))


def prices_by_course(sessions):
    """Return {id of the course: Prices} for the courses of `sessions`. Makes a query for each course."""
    courses = {session.course_id: session.course for session in sessions}
    return {pk: prices_of(course) for pk, course in courses.items()}


def pounds(amount):
    """Return an amount (Decimal) as people write it: “£1,234.50”, “£60”, “free” for nothing."""
    if not amount:
        return "free"
    return f"£{amount:,.0f}" if amount == amount.to_integral_value() else f"£{amount:,.2f}"


def _if_any(owed):
    return {reason: amount for reason, amount in owed.items() if amount}
