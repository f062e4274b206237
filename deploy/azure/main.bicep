// The Azure Bot, its Teams channel and, where wanted, its Direct Line channel. The assistant itself runs wherever you like.
// az deployment group create --resource-group RG --template-file deploy/azure/main.bicep --parameters publicUrl=https://reset.contoso.example
targetScope = 'resourceGroup'

@description('Name of the bot resource; also part of its identity\'s name.')
@minLength(4)
@maxLength(42)
param name string = 'reset-assistant'

@description('Where people reach the assistant: https, no path. The same as its PUBLIC_URL.')
param publicUrl string

@description('UserAssignedMSI needs no secret, but the assistant must run on Azure. SingleTenant runs anywhere and needs appId.')
@allowed(['UserAssignedMSI', 'SingleTenant'])
param appType string = 'UserAssignedMSI'

@description('SingleTenant only: application (client) id of the app registration.')
param appId string = ''

@description('F0 is free and limits Direct Line messages; Teams messages are free in both.')
@allowed(['F0', 'S1'])
param sku string = 'F0'

@description('Also let the chat page use Azure Direct Line (DIRECT_LINE_SECRET).')
param directLine bool = false

@description('GCCModerateDeployment for a GCC tenant.')
@allowed(['CommercialDeployment', 'GCCModerateDeployment'])
param teamsDeployment string = 'CommercialDeployment'

param location string = resourceGroup().location

var origin = endsWith(publicUrl, '/') ? substring(publicUrl, 0, length(publicUrl) - 1) : publicUrl
var managed = appType == 'UserAssignedMSI'

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = if (managed) {
  name: '${name}-identity'
  location: location
}

resource bot 'Microsoft.BotService/botServices@2022-09-15' = {
  name: name
  location: 'global'
  kind: 'azurebot'
  sku: { name: sku }
  properties: {
    displayName: 'Reset Assistant'
    endpoint: '${origin}/api/messages'
    msaAppType: appType
    msaAppId: managed ? identity!.properties.clientId : appId
    msaAppTenantId: tenant().tenantId
    msaAppMSIResourceId: managed ? identity!.id : null
    schemaTransformationVersion: '1.3'
  }
}

resource teams 'Microsoft.BotService/botServices/channels@2022-09-15' = {
  parent: bot
  name: 'MsTeamsChannel'
  location: 'global'
  properties: {
    channelName: 'MsTeamsChannel'
    properties: {
      isEnabled: true
      enableCalling: false
      acceptedTerms: true
      deploymentEnvironment: teamsDeployment
    }
  }
}

resource directLineChannel 'Microsoft.BotService/botServices/channels@2022-09-15' = if (directLine) {
  parent: bot
  name: 'DirectLineChannel'
  location: 'global'
  properties: {
    channelName: 'DirectLineChannel'
    properties: {
      sites: [
        {
          siteName: 'reset-assistant'
          isEnabled: true
          isV1Enabled: false
          isV3Enabled: true
          isSecureSiteEnabled: true
          trustedOrigins: [origin]
        }
      ]
    }
  }
}

// Settings of the assistant. The Direct Line secret is no output: outputs stay readable in the deployment's history.
output MICROSOFT_APP_ID string = bot.properties.msaAppId
output MICROSOFT_APP_TENANT_ID string = tenant().tenantId
output MICROSOFT_APP_MANAGED_IDENTITY bool = managed
output identityToAttachToTheHost string = managed ? identity!.id : ''
