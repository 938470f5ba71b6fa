from . import custom
from . import model__res_partner_category
