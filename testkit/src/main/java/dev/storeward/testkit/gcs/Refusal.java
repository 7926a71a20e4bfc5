package dev.storeward.testkit.gcs;

/** An answer that is no success, in the form of Google's errors. */
final class Refusal extends RuntimeException {
    private final int status;
    private final String reason;

    Refusal(int status, String reason, String message) {
        super(message);
        this.status = status;
        this.reason = reason;
    }

    int status() {
        return status;
    }

    String reason() {
        return reason;
    }

    static Refusal invalid(String message) {
        return new Refusal(400, "invalid", message);
    }

    static Refusal noBucket() {
        return new Refusal(404, "notFound", "The specified bucket does not exist.");
    }

    static Refusal noObject(String bucket, String name) {
        return new Refusal(404, "notFound", "No such object: " + bucket + "/" + name);
    }

    static Refusal condition() {
        return new Refusal(
                412,
                "conditionNotMet",
                "At least one of the pre-conditions you specified did not hold.");
    }
}
