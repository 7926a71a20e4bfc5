package dev.storeward.store.gcs;

import dev.storeward.store.connector.Policy;
import java.util.List;

/** What a customer grants to the service account whose key is given to us, and nothing more. */
final class GcsPolicies {
    /** Every right that any call of this module needs. */
    static final List<String> PERMISSIONS =
            List.of(
                    "storage.objects.create",
                    "storage.objects.delete",
                    "storage.objects.get",
                    "storage.objects.list");

    private GcsPolicies() {}

    static List<Policy> of(GcsSettings settings) {
        return List.of(
                new Policy(
                        "gcs-role",
                        "A custom role with the only permissions needed. Save it as role.yaml in"
                                + " the project of the service account.",
                        """
                        title: Storeward
                        description: Reads, writes, lists and deletes objects of one bucket.
                        stage: GA
                        includedPermissions:
                        %s\
                        """
                                .formatted(
                                        String.join(
                                                "",
                                                PERMISSIONS.stream()
                                                        .map(name -> "- " + name + "\n")
                                                        .toList()))),
                new Policy(
                        "gcs-binding",
                        "Commands that make the role and grant it on this bucket only. Put your"
                                + " project and the service account's client_email in place of"
                                + " PROJECT and CLIENT_EMAIL.",
                        """
                        gcloud iam roles create storeward --project=PROJECT --file=role.yaml
                        gcloud storage buckets add-iam-policy-binding gs://%s \
                        --member=serviceAccount:CLIENT_EMAIL --role=projects/PROJECT/roles/storeward
                        """
                                .formatted(settings.bucket())));
    }
}
