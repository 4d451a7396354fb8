"""The CRMs we have a ready shape for."""

from community.crm.vendors import Vendor
from community.crm.vendors_dataverse import DATAVERSE
from community.crm.vendors_espocrm import ESPOCRM
from community.crm.vendors_hubspot import HUBSPOT
from community.crm.vendors_salesforce import SALESFORCE

VENDORS: dict[str, Vendor] = {vendor.code: vendor for vendor in (HUBSPOT, SALESFORCE, DATAVERSE, ESPOCRM)}
