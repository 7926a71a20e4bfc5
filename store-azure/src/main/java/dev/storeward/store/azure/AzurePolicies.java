package dev.storeward.store.azure;

import dev.storeward.store.connector.Policy;
import java.util.List;

/** What a customer grants. */
final class AzurePolicies {
    private AzurePolicies() {}

    static List<Policy> of(AzureSettings settings) {
        return List.of(role(settings), key(settings));
    }

    /** The permissions Storeward uses, and no others; what it never does is not in it. */
    private static Policy role(AzureSettings settings) {
        return new Policy(
                "azure-role-definition",
                "The permissions Storeward uses, for az role definition create: put your own"
                        + " subscription and resource group into the scope, and assign the role on"
                        + " the container. Storeward signs in with the account's key, which allows"
                        + " more: use an account of its own.",
                """
                {
                  "Name": "Storeward objects in %s",
                  "IsCustom": true,
                  "Description": "Read, write, list and delete the objects of one container",
                  "Actions": [],
                  "NotActions": [],
                  "DataActions": [
                    "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read",
                    "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/write",
                    "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/delete"
                  ],
                  "NotDataActions": [],
                  "AssignableScopes": [
                    "/subscriptions/SUBSCRIPTION_ID/resourceGroups/RESOURCE_GROUP"
                  ]
                }
                """
                        .formatted(settings.container()));
    }

    private static Policy key(AzureSettings settings) {
        return new Policy(
                "azure-account-key",
                "How the account is made ready for its key to be used here.",
                """
                1. Keep nothing else in the storage account %1$s: its key opens all of it.
                2. Leave "Allow storage account key access" on, and secure transfer required.
                3. Let this server's address through the account's network rules.
                4. Register key2; when you renew it, register key1 first, by rotating the backend's
                   credential.
                5. The container %2$s must exist; Storeward never makes or deletes one.
                """
                        .formatted(settings.account(), settings.container()));
    }
}
