// The application with which the directory `entra` reads people and sets passwords, with the least rights in Microsoft Graph
// (docs/entra.md §2) and no directory role. Another one than the bot's: what speaks can reset nobody.
// az deployment group create --resource-group RG --template-file deploy/azure/directory.bicep --parameters certificate="$(base64 -w0 app.crt)"
// In the public cloud only: Microsoft Graph Bicep is not deployed in Azure Government and 21Vianet (Learn, "limitations").
// Whoever deploys it consents to the rights, and must be allowed to (Privileged Role Administrator, for as long as this takes).
targetScope = 'resourceGroup'

extension microsoftGraphV1

@description('The application\'s certificate: a PEM file without its key, in base64.')
param certificate string

@description('Name of the application.')
param name string = 'Reset Assistant: directory'

@description('See who can take on a role (PIM).')
param eligibleRoles bool = true

@description('The registered phone and address instead of those in the profile.')
param registeredContacts bool = true

var needed = [
  'User-PasswordProfile.ReadWrite.All'
  'User.Read.All'
  'GroupMember.Read.All'
  'RoleManagement.Read.Directory'
  'User.RevokeSessions.All'
]
var mayBeLeftOut = concat(
  eligibleRoles ? ['RoleEligibilitySchedule.Read.Directory'] : [],
  registeredContacts ? ['UserAuthenticationMethod.Read.All'] : []
)
var permissions = concat(needed, mayBeLeftOut)

resource graph 'Microsoft.Graph/servicePrincipals@v1.0' existing = {
  appId: '00000003-0000-0000-c000-000000000000'
}

resource application 'Microsoft.Graph/applications@v1.0' = {
  uniqueName: 'reset-assistant-directory'
  displayName: name
  signInAudience: 'AzureADMyOrg'
  keyCredentials: [
    {
      displayName: 'app.crt'
      type: 'AsymmetricX509Cert'
      usage: 'Verify'
      key: certificate
    }
  ]
  requiredResourceAccess: [
    {
      resourceAppId: graph.appId
      resourceAccess: [
        for permission in permissions: {
          id: filter(graph.appRoles, role => role.value == permission)[0].id
          type: 'Role'
        }
      ]
    }
  ]
}

resource principal 'Microsoft.Graph/servicePrincipals@v1.0' = {
  appId: application.appId
}

resource granted 'Microsoft.Graph/appRoleAssignedTo@v1.0' = [
  for permission in permissions: {
    appRoleId: filter(graph.appRoles, role => role.value == permission)[0].id
    principalId: principal.id
    resourceId: graph.id
  }
]

// Settings of the assistant.
output ENTRA_TENANT_ID string = tenant().tenantId
output ENTRA_CLIENT_ID string = application.appId
